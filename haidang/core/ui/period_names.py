"""Periods of figures in words: tháng 10/2026, quý III/2026, 6 tháng đầu năm 2026, tuần 46/2026."""

from django.utils.translation import gettext as _

from haidang.kernel.periods import Period

from . import moments

ROMAN = ("I", "II", "III", "IV")


def period_said(period: Period) -> str:
    """As it stands within a sentence."""
    day, year = period.first, period.first.year
    match period.kind:
        case "day":
            return moments.day_said(day)
        case "week":
            iso_year, week, _day = day.isocalendar()
            return _("tuần %(week)s/%(year)s") % {"week": week, "year": iso_year}
        case "month":
            return _("tháng %(month)s/%(year)s") % {"month": day.month, "year": year}
        case "quarter":
            return _("quý %(quarter)s/%(year)s") % {"quarter": ROMAN[(day.month - 1) // 3], "year": year}
        case "half":
            text = _("6 tháng đầu năm %(year)s") if day.month < 7 else _("6 tháng cuối năm %(year)s")
            return text % {"year": year}
        case _:
            return _("năm %(year)s") % {"year": year}


def period_short(period: Period) -> str:
    """For the head of a column: 10/2026, III/2026, T46, 22/11."""
    day = period.first
    match period.kind:
        case "day":
            return f"{day:%d/%m}"
        case "week":
            return f"T{day.isocalendar().week}"
        case "month":
            return f"{day:%m/%Y}"
        case "quarter":
            return f"{ROMAN[(day.month - 1) // 3]}/{day.year}"
        case "half":
            return f"6T{1 if day.month < 7 else 2}/{day.year}"
        case _:
            return str(day.year)
