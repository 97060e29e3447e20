"""What the centre does about itself when its own alarms cannot: it calls people."""

from django.utils.translation import gettext_noop as msgid

from haidang.core.directory.models import Place
from haidang.core.notices.actions import Role, notify
from haidang.kernel.action import Doing, action
from haidang.kernel.bilingual import both

CALLED = ("shift_lead", "administrator")


@action("centre.call")
def call_people(do: Doing, /, province: Place, *, minutes: int) -> None:
    """No rule is judged: nobody would be told of anything. Those who lead the shift and keep the program are told once."""
    do.about(province, minutes=minutes)
    notify(
        do,
        [Role(role, province.path) for role in CALLED],
        kind="centre",
        title=both(msgid("Không quy tắc nào đang được xét")),
        body=both(
            msgid(
                "Tiến trình xét quy tắc không báo nhịp %(minutes)s phút: cảnh báo mới không phát. Xem Cài đặt › Tiến trình."
            ),
            minutes=minutes,
        ),
        severity=1,
        link="/settings/",
        place=province.path,
    )
