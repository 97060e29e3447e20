"""Pages of public administration for the desk: dossiers by the national portal's file."""

from collections.abc import Callable, Mapping
from typing import Any

from . import national

PAGES: Mapping[str, Callable[..., Any]] = {"national": national.page}
