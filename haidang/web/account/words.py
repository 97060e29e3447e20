"""Words of the account pages for what the facts name by keys."""

from typing import Any

from django.utils.translation import gettext as _

from haidang.kernel.bilingual import shown
from haidang.kernel.dated_limits import Limit


def unit_of(unit: str, value: int) -> str:
    words = {
        "minutes": _("phút"), "hours": _("giờ"), "days": _("ngày"), "months": _("tháng"), "times": _("lần"),
        "signs": _("ký tự"), "kinds": _("loại"), "metres": _("mét"),
    }  # fmt: skip
    return words.get(unit, unit)


def limit_row(one: Limit) -> dict[str, Any]:
    """A limit as the table of limits takes it."""
    return {
        "name": shown(one.words), "value": one.value, "unit": unit_of(one.unit, one.value), "since": one.valid_from,
        "source": one.source, "trust": one.trust,
    }  # fmt: skip


def state_words() -> dict[str, str]:
    """What became of a message."""
    return {
        "held": _("giữ lại"), "queued": _("chờ gửi"), "sent": _("đã gửi"), "delivered": _("đã đến"),
        "undeliverable": _("không tới được"), "failed": _("gửi hỏng"),
    }  # fmt: skip
