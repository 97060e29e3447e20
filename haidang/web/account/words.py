"""Words of the account pages for what the facts name by keys."""

from django.utils.translation import gettext as _


def unit_of(unit: str, value: int) -> str:
    words = {
        "minutes": _("phút"), "hours": _("giờ"), "days": _("ngày"), "months": _("tháng"), "times": _("lần"),
        "signs": _("ký tự"), "kinds": _("loại"),
    }  # fmt: skip
    return words.get(unit, unit)


def state_words() -> dict[str, str]:
    """What became of a message."""
    return {
        "held": _("giữ lại"), "queued": _("chờ gửi"), "sent": _("đã gửi"), "delivered": _("đã đến"),
        "failed": _("gửi hỏng"),
    }  # fmt: skip
