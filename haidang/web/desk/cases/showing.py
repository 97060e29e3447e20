"""One case on one screen: what it is, where it stands by law, what can be done, what has been said."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from haidang.core.cases import clocks, queries, spent
from haidang.core.cases.models import LONG, Case, Line, Stay
from haidang.core.directory.permissions import decide
from haidang.core.files import queries as files
from haidang.core.incidents.cases import incident_of
from haidang.core.incidents.models import Incident
from haidang.kernel import clock, legal_clock, time_limit
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.manifest.procedure import Question
from haidang.kernel.time_limit import TimeLimit
from haidang.web.desk.acts import Act
from haidang.web.desk.incidents.forms import said_metres

from .listing import row

NEAR_METRES = 300
KINDS = {"auto": "auto", "action": "action", "citizen": "person", "message": "report", "note": "person"}


def live(actor: Actor, case: Case) -> dict[str, Any]:
    """What changes while the page is looked at."""
    return {
        "case": case,
        "row": row(case),
        "steps": steps(case),
        "why": shown(case.why) if case.why else "",
        "timers": list(timers(case)),
        "taken": time_taken(case),
        "moves": moves(actor, case),
        "more_acts": list(_more(actor, case)),
        "log": [said(line) for line in queries.lines(case, for_citizen=False)],
        "papers": papers(case),
        "incident": _incident(actor, case),
        "parts": [
            row(one) for one in case.parts.select_related("place", "office", "version", "procedure").defer(*LONG)
        ],
        "citizen_url": reverse("app_case", args=[case.code, case.secret]) if _may_share(actor, case) else "",
    }


def _incident(actor: Actor, case: Case) -> Incident | None:
    found = incident_of(case)
    return found if found is not None and decide(actor, "incident.read", found) else None


def _may_share(actor: Actor, case: Case) -> bool:
    """The secret link is for those who may know who sent it."""
    return case.is_open and queries.may_know_people(actor, case)


def steps(case: Case) -> list[dict[str, str]]:
    """The states on the straight way, and where it stands; a state off that way stands beside the one before it."""
    states = case.flow.states
    times = {stay.state: stay.started_at for stay in case.stays.order_by("started_at")}
    way = [one for one in states if not one.final or one.key == case.state or one is _first_end(case)]
    way = [one for one in way if one.clock == "runs" or one.key == case.state]
    here = next((at for at, one in enumerate(way) if one.key == case.state), 0)
    return [
        {
            "label": shown(one.name),
            "state": "now" if at == here and case.is_open else "done" if at <= here else "todo",
            "note": f"{times[one.key].astimezone(clock.HO_CHI_MINH):%H:%M %d/%m}"
            if one.key in times and at <= here
            else "",
        }
        for at, one in enumerate(way)
    ]


def _first_end(case: Case) -> Any:
    return next((one for one in case.flow.states if one.final), None)


def timers(case: Case) -> Iterator[dict[str, Any]]:
    """Each legal clock: its limit, where it stands, by which law; if it broke, when, with whom, and what took the time."""
    for one in spent.accounts(case, spent.stays_of(case)):
        left = one.extension_left
        yield {
            "name": shown(one.facts.name) if one.facts else one.timer.key,
            "limit": shown(clocks.limit_words(one.clock.limit)),
            "timer": one.timer,
            "standing": one.standing,
            "is_moved": one.timer.due_at != one.timer.original_due_at,
            "law": one.facts.law if one.facts else None,
            "broke_at": one.broke_at,
            "broke_with": _holder(case, one.broke_with) if one.broke_with else "",
            "most": _share(case, one.most) if one.most else None,
            "waits": one.waits,
            "extensions": [(mark, time_limit.shown(time_limit.parse(mark.by))) for mark in one.extensions],
            "may_extend": time_limit.shown(left) if left is not None and left.length else "",
        }


def _holder(case: Case, stay: Stay) -> str:
    name = f" ({stay.officer.full_name})" if stay.officer else ""
    return f"“{_state(case, stay.state)}”, {name_of(stay.office)}{name}"


def _state(case: Case, key: str) -> str:
    """A stay may have been in a state that the procedure the case was sorted into later does not have."""
    known = next((one for one in case.flow.states if one.key == key), None)
    return shown(known.name) if known else key


def _share(case: Case, one: spent.Share) -> dict[str, Any]:
    return {
        "state": _state(case, one.state),
        "office": name_of(one.office),
        "officer": one.officer.full_name if one.officer else "",
        "length": _worked(one.length),
        "percent": round(100 * one.part),
        "waits": one.waits,
    }


def _worked(length: timedelta) -> str:
    """Working time in hours and minutes: 12 giờ 30 phút."""
    minutes = round(length.total_seconds() / 60)
    hours = _("%(hours)s giờ") % {"hours": minutes // 60} if minutes >= 60 else ""
    rest = _("%(minutes)s phút") % {"minutes": minutes % 60} if minutes % 60 or not hours else ""
    return f"{hours} {rest}".strip()


def time_taken(case: Case) -> list[dict[str, Any]]:
    """Share of the working time by state and office, in the order they first came."""
    return [_share(case, one) for one in spent.shares(case, spent.stays_of(case))]


def extension_left(case: Case) -> TimeLimit | None:
    """How much its main running clock may still be extended by; None when nothing bounds it or none runs."""
    row = case.timers.filter(stopped_at=None).order_by("-is_main", "due_at").first()
    return legal_clock.read(row.clock).extension_left if row else None


def moves(actor: Actor, case: Case) -> list[dict[str, Any]]:
    """The moves that are open, the likely one first; those that lack something say what."""
    found = queries.moves(actor, case)
    order = {one.key: at for at, one in enumerate(case.flow.states)}
    found.sort(key=lambda one: (bool(one.blockers), case.flow.is_final(one.move.to) and "reason_key" in one.move.needs,
                                -order[one.move.to] if one.move.to in order else 0))  # fmt: skip
    return [
        {
            "key": one.move.key,
            "label": shown(one.move.name),
            "blockers": one.blockers,
            "url": reverse("case_move", args=[case.code, one.move.key]),
            "asks": bool({"answer", "reason_key"} & set(one.move.needs)) or one.move.reason,
        }
        for one in found
    ]


def _more(actor: Actor, case: Case) -> Iterator[Act]:
    """The other things that may be done, as lines of a menu."""
    offered = (
        ("case.sort", "case_sort", _("Phân loại lại"), "adjustments", case.is_open),
        ("case.assign", "case_assign", _("Giao người xử lý"), "user-plus", case.is_open),
        ("case.transfer", "case_transfer", _("Chuyển cơ quan khác"), "route", case.is_open),
        ("case.extend", "case_extend", _("Gia hạn"), "clock", case.is_running or case.paused_at is not None),
        ("case.attach", "case_attach", _("Thêm tệp"), "paperclip", case.is_open),
        ("case.split", "case_split", _("Giao một phần việc"), "hierarchy", case.is_open),
        ("case.merge", "case_merge", _("Gộp vào hồ sơ khác"), "git-compare", case.is_open),
        ("case.publish", "case_publish", _("Công khai"), "world", case.published_at is None),
        ("case.unpublish", "case_unpublish", _("Thôi công khai"), "eye-off", case.published_at is not None),
    )
    if case.is_open and incident_of(case) is None and decide(actor, "incident.open", case):
        url = reverse("case_incident", args=[case.code])
        yield Act(_("Mở sự cố"), url, "flag", at_once=True)
    if case.merged_into_id and decide(actor, "case.unmerge", case):
        yield Act(_("Tách ra, đã gộp nhầm"), reverse("case_unmerge", args=[case.code]), "arrow-left", at_once=True)
    for action, name, label, icon, fits in offered:
        if fits and not case.merged_into_id and decide(actor, action, case):
            yield Act(label, reverse(name, args=[case.code]), icon)


def said(line: Line) -> dict[str, Any]:
    """A line as ui/parts/_log_line.html takes it; what the citizen reads too is marked."""
    return {
        "id": line.pk, "at": line.at, "kind": KINDS[line.kind], "text": shown(line.text), "by": line.actor_name,
        "for_citizen": line.audience == "all",
    }  # fmt: skip


def papers(case: Case) -> list[dict[str, Any]]:
    rows = queries.papers(case)
    thumbs = files.copies_of([one.file for one in rows], "thumb")
    titles = {
        "before": _("trước"),
        "after": _("sau"),
        "part": _("thành phần"),
        "answer": _("trả lời"),
        "result": _("kết quả"),
    }
    return [
        {
            "paper": one,
            "title": titles.get(one.role, one.role),
            "url": reverse("case_file", args=[case.code, one.file.token]),
            "thumb": _thumb_url(case, thumbs.get(one.file_id)),
            "is_image": one.file.media_type.startswith("image/"),
            "public": one.file.public_state,
        }
        for one in rows
    ]


def _thumb_url(case: Case, thumb: Any) -> str:
    return reverse("case_file", args=[case.code, thumb.token]) if thumb else ""


def answers(case: Case) -> list[tuple[str, str]]:
    """What was answered in the form, question by question."""
    procedure = case.version.book.procedure
    return [
        (shown(question.name), _answer_words(question, case.answers[question.key]))
        for question in procedure.questions()
        if case.answers.get(question.key) not in (None, "", [])
    ]


def _answer_words(question: Question, given: Any) -> str:
    names = {one.key: shown(one.name) for one in question.choices}
    many = given if isinstance(given, list) else [given]
    return ", ".join(names.get(str(one), str(one)) for one in many) + (f" {question.unit}" if question.unit else "")


def near(actor: Actor, case: Case) -> list[dict[str, Any]]:
    """Open cases close by that may be the same matter, as far as the actor may see them."""
    if case.point is None:
        return []
    found = queries.near(case.point, metres=NEAR_METRES, kind=case.kind)
    return [
        row(one.case) | {"far": said_metres(one.metres)}
        for one in found
        if one.case.pk != case.pk and decide(actor, "case.read", one.case)
    ]


def suggestion(case: Case) -> list[dict[str, Any]]:
    """What the text model thinks it is, in per cent; empty when it did not know."""
    found = case.suggestion.get("procedures", [])
    names = {one.key: name_of(one) for one in queries.procedures(kind=case.kind)}
    return [{"key": key, "name": names[key], "share": round(100 * share)} for key, share in found[:3] if key in names]
