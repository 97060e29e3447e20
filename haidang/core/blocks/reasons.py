"""Why a sender may be blocked; the words are told to them."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haidang.kernel.clock import HO_CHI_MINH

from .models import Block

REASONS = {
    "flood": gettext_lazy("Gửi dồn dập nhiều phản ánh giống nhau"),
    "false": gettext_lazy("Nhiều lần báo tin không có thật"),
    "abuse": gettext_lazy("Xúc phạm, đe dọa người khác"),
    "advert": gettext_lazy("Quảng cáo, lừa đảo"),
    "machine": gettext_lazy("Máy gửi tự động"),
}
WHATS = {
    "device": gettext_lazy("Thiết bị"),
    "address": gettext_lazy("Địa chỉ mạng"),
    "phone": gettext_lazy("Số điện thoại"),
    "account": gettext_lazy("Tài khoản"),
}


def told(block: Block) -> str:
    """What a blocked sender hears, in one line."""
    return _("Tạm dừng gửi đến %(until)s: %(reason)s (%(code)s). Việc gấp gọi 1022; nếu nhầm, hãy khiếu nại.") % {
        "until": f"{block.until.astimezone(HO_CHI_MINH):%H:%M %d/%m/%Y}",
        "reason": reason_words(block.reason),
        "code": block.code,
    }


def reason_words(key: str) -> str:
    return str(REASONS.get(key, key)) or _("Lý do khác")


def what_words(key: str) -> str:
    return str(WHATS.get(key, key))
