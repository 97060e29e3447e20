"""Figures of indicators in words: a value with its decimals and unit, where it comes from, how good it is."""

from haidang.core.ui import numbers
from haidang.core.ui.unit_names import unit_said
from haidang.kernel.formula import Quality
from haidang.kernel.manifest import Words
from haidang.kernel.manifest.indicator import Indicator as Facts

SPACE = "\u00a0"
SOURCES = {
    "formula": Words(vi="tính từ công thức", en="computed by formula"),
    "telemetry": Words(vi="đo tự động", en="measured automatically"),
    "cases": Words(vi="đếm từ hồ sơ", en="counted from cases"),
    "pulled": Words(vi="lấy từ hệ thống khác", en="pulled from another system"),
    "imported": Words(vi="nhập từ tệp", en="imported from a file"),
    "typed": Words(vi="đơn vị nhập", en="typed by the office"),
}


def said(value: float | None, facts: Facts) -> str:
    """The value with its decimals and unit, a dash for none."""
    if value is None:
        return numbers.NOTHING
    unit = unit_said(facts.unit)
    text = numbers.said(value, facts.decimals)
    return f"{text}{SPACE}{unit}" if unit else text


def marks(quality: Quality) -> Words:
    """What is to be known of a value, "" when it is good."""
    words = quality.words
    return Words(vi="; ".join(one.vi for one in words), en="; ".join(one.en for one in words))
