"""What a new centre still lacks, for who can put it right; nothing once it runs."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from haidang.core.directory import queries as directory
from haidang.core.directory.permissions import decide
from haidang.core.telemetry import queries as telemetry
from haidang.kernel import clock
from haidang.kernel.action import Actor

PLANNED_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to set up: why, where, and whether it is done."""

    title: str
    why: str
    url: str
    is_done: bool


def steps(actor: Actor) -> list[Step]:
    """In the order in which they help; empty for others and when all is done."""
    if not decide(actor, "person.create"):
        return []
    now = clock.now()
    found = [
        Step(
            _("Tạo tài khoản và giao nhiệm vụ"),
            _("Mỗi người một tài khoản; quyền chỉ đến từ nhiệm vụ."),
            reverse("person_new"),
            directory.people(actor).count() > 1,
        ),
        Step(
            _("Xếp ca trực"),
            _("Cảnh báo đến người đang trực; bàn trống thì chuyển thẳng lên cấp trên."),
            reverse("roster"),
            bool(directory.shifts_between(actor, now, now + PLANNED_FOR)),
        ),
        Step(
            _("Tạo khóa cho trạm đo"),
            _("Thiết bị gửi số liệu bằng khóa của nó, qua HTTP, MQTT hoặc tệp."),
            reverse("key_new"),
            directory.keys(actor).exists(),
        ),
        Step(
            _("Nhận số đo đầu tiên"),
            _("Số đo của thiết bị lạ chờ duyệt ở trang Nguồn dữ liệu."),
            reverse("sources"),
            telemetry.latest(actor).newest_at is not None,
        ),
    ]
    return [] if all(one.is_done for one in found) else found
