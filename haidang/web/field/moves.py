"""What whoever has a task can do with it: the buttons, and what each asks for."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from haidang.core.directory.permissions import decide
from haidang.core.incidents import actions, check_ins
from haidang.core.incidents.facts import tasks
from haidang.core.incidents.models import Task
from haidang.kernel.action import Actor
from haidang.kernel.geo import Point, is_on_earth


def _text(label: Any, *, rows: int = 3) -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, widget=forms.Textarea({"rows": rows}))


class WhereForm(forms.Form):
    """Where the phone is, when it may be known; a number that makes no sense is nowhere."""

    lon = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    lat = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def point(self) -> Point | None:
        try:
            lon, lat = float(self.cleaned_data["lon"]), float(self.cleaned_data["lat"])
        except ValueError:
            return None
        return Point(lon, lat) if is_on_earth(lon, lat) else None


class ReportForm(WhereForm):
    text = _text(_("Tình hình tại chỗ"))


class RefuseForm(forms.Form):
    reason = _text(_("Vì sao không nhận được"))


class FinishForm(WhereForm):
    proof = _text(_("Đã làm được gì, kết quả ra sao"))


@dataclass(frozen=True, slots=True)
class Move:
    """One thing to do. `needs` is the right it takes; `of_flow` the move of the task's flow, "" for words alone."""

    key: str
    label: Any
    icon: str
    needs: str
    form: type[forms.Form]
    said: Any
    of_flow: str = ""
    is_grave: bool = False

    @property
    def asks(self) -> bool:
        """Whether something must be written first."""
        return self.form not in (forms.Form, WhereForm)


MOVES = {
    one.key: one
    for one in (
        Move("receive", _("Đã xem"), "eye", "task.receive", forms.Form, _("Đã báo là đã xem."), "receive"),
        Move("accept", _("Nhận nhiệm vụ"), "check", "task.receive", forms.Form, _("Đã nhận nhiệm vụ."), "accept"),
        Move("depart", _("Lên đường"), "truck", "unit.report", WhereForm, _("Đã báo lên đường."), "depart"),
        Move("arrive", _("Đã đến nơi"), "map-pin", "unit.report", WhereForm, _("Đã báo đến nơi."), "arrive"),
        Move("check", _("Điểm danh: an toàn"), "circle-check", "unit.check_in", WhereForm, _("Đã điểm danh.")),
        Move("finish", _("Báo xong"), "checks", "task.done", FinishForm, _("Đã báo xong nhiệm vụ."), "finish"),
        Move("report", _("Báo cáo tình hình"), "message-2", "unit.report", ReportForm, _("Đã gửi báo cáo.")),
        Move("refuse", _("Từ chối"), "ban", "task.receive", RefuseForm, _("Đã báo từ chối."), "refuse", is_grave=True),
    )
}
ONWARD = ("accept", "depart", "arrive", "finish")  # the next one that is possible is the big button


def possible(actor: Actor, task: Task) -> Iterator[Move]:
    """What the actor may do with the task as it stands."""
    if not task.is_open or not task.incident.is_open:
        return
    for one in MOVES.values():
        if _fits(task, one) and decide(actor, one.needs, task):
            yield one


def _fits(task: Task, move: Move) -> bool:
    if move.key == "check":
        return check_ins.of(task) is not None
    return not move.of_flow or any(one.key == move.of_flow for one in tasks().moves_from(task.state))


def next_move(moves: list[Move]) -> Move | None:
    by_key = {one.key: one for one in moves}
    return next((by_key[key] for key in ONWARD if key in by_key), None)


def make(actor: Actor, task: Task, move: Move, form: forms.Form) -> Task:
    """Carry it out. Raises Refused, Invalid, NotPossible."""
    given = form.cleaned_data
    point = form.point() if isinstance(form, WhereForm) else None
    match move.key:
        case "check":
            check_ins.check_in(actor, task, point=point)
            return task
        case "report":
            return actions.report(actor, task, given["text"], point=point)
        case "depart" | "arrive":
            return actions.report(actor, task, move=move.of_flow, point=point)
        case "finish":
            return actions.finish(actor, task, proof=given["proof"])
        case _:
            return actions.receive(actor, task, move=move.of_flow, reason=given.get("reason", ""))
