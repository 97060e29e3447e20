"""The English pages keep the dates of the country, so that the same paper reads the same: 23/11/2026, 1,234,567.89."""

from haidang.core.ui.formats.vi.formats import *  # noqa: F403

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
