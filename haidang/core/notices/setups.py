"""How a channel sends, set by an administrator; and sending again what failed or was held."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from haidang.kernel.action import Doing, Invalid, NotPossible, action
from haidang.kernel.jobs import later
from haidang.kernel.sealing import seal

from . import outbox
from .channels import channels, sender_for
from .lines import SCHEMES
from .models import ChannelSetup, Message
from .ways.letter import WAYS, Way

OPEN_WAYS: dict[str, tuple[Way, ...]] = {"mail": ("smtp", "http"), "sms": ("modem", "http"), "zalo": ("http",)}
"""What can be set here; push needs nothing but the names of services, which are facts of the province."""
SETTINGS = ("from", "tls", "baud", "letters", "to", "text", "id")
RESENDABLE = ("failed", "undeliverable", "held", "sent")


@dataclass(frozen=True, slots=True)
class ChannelKind:
    """What events about a channel are about."""

    pk: str
    kind_name = "channel"
    data_class = "internal"

    def __str__(self) -> str:
        return self.pk


@action("channel.change")
def set_up(
    do: Doing, channel: ChannelKind, *, way: str, address: str, account: str = "", secret: str | None = None,
    settings: Mapping[str, str] | None = None, is_on: bool = True,
) -> ChannelSetup:  # fmt: skip
    """Say how a channel sends. A secret of None keeps the one that is there. Raises Invalid."""
    if channel.pk not in channels() or channel.pk not in OPEN_WAYS:
        raise Invalid("channel", _("Không cấu hình được kênh này ở đây."), channel.pk)
    if way not in WAYS or way not in OPEN_WAYS[channel.pk]:
        raise Invalid("way", _("Cách gửi là: %(all)s.") % {"all": ", ".join(OPEN_WAYS[channel.pk])}, way)
    scheme = urlsplit(address).scheme
    if SCHEMES.get(scheme) != way or not (urlsplit(address).netloc or urlsplit(address).path):
        fits = ", ".join(f"{one}://" for one, kind in SCHEMES.items() if kind == way)
        raise Invalid("address", _("Địa chỉ bắt đầu bằng: %(all)s.") % {"all": fits}, address)
    if urlsplit(address).password:
        raise Invalid("address", _("Không ghi mật khẩu trong địa chỉ: dùng ô mật khẩu."))
    if way == "http" and secret and not secret.isascii():
        raise Invalid("secret", _("Mã khóa của cổng chỉ gồm chữ không dấu, số và dấu câu (RFC 6750)."))
    given = {name: value.strip() for name, value in (settings or {}).items() if value.strip()}
    wrong = sorted(set(given) - set(SETTINGS))
    if wrong:
        raise Invalid("settings", _("Không có cài đặt này; chọn trong: %(all)s.") % {"all": ", ".join(SETTINGS)}, wrong)
    if given.get("baud", "1") and not given.get("baud", "1").isdecimal():
        raise Invalid("baud", _("Tốc độ là số, ví dụ 115200."), given["baud"])
    row = ChannelSetup.objects.filter(channel=channel.pk).first() or ChannelSetup(channel=channel.pk)
    row.way, row.address, row.account, row.settings = way, address.rstrip("/"), account.strip(), given
    row.is_on, row.changed_at = is_on, do.at
    if secret is not None:
        row.secret = seal(secret) if secret else None
    row.save()
    do.about(
        channel, way=way, address=row.address, account=row.account, is_on=is_on, secret="changed" if secret else "kept"
    )
    return row


@action("channel.drop")
def drop(do: Doing, channel: ChannelKind) -> None:
    """Forget what was set here: the channel goes through the province's connector again."""
    ChannelSetup.objects.filter(channel=channel.pk).delete()
    do.about(channel)


@action("message.resend")
def resend(do: Doing, message: Message) -> Message:
    """Send one message again, from the beginning. Raises NotPossible for one of an exercise, or without a way."""
    if message.is_exercise:
        raise NotPossible(_("Tin diễn tập không gửi ra ngoài."))
    if message.state not in RESENDABLE:
        raise NotPossible(_("Tin này đang chờ gửi hoặc đã đến."))
    if sender_for(message.channel) is None:
        raise NotPossible(_("Kênh chưa được cấu hình."))
    with do.changing(message, "state"):
        message.state, message.tries, message.due_at, message.why_vi, message.why_en = "queued", 0, None, "", ""
        message.save(update_fields=["state", "tries", "due_at", "why_vi", "why_en"])
    later(outbox.send, message=message.pk)
    return message
