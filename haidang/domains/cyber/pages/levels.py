"""Files of levels: every system with its level and decision; the file of one with its checklist, and on paper."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from haidang.core.directory.models import Office
from haidang.core.directory.permissions import decide, may_read
from haidang.core.directory.rooms import actor_of, room
from haidang.core.documents.crafts import workshop
from haidang.core.things.models import Thing
from haidang.core.things.queries import things
from haidang.domains.cyber import leveling, queries
from haidang.domains.cyber.models import LevelFile
from haidang.kernel.action import Actor, Invalid, NotPossible
from haidang.kernel.bilingual import name_of

LEVELS = ("1", "2", "3", "4", "5")
STATES = {
    "draft": gettext_lazy("đang soạn"),
    "submitted": gettext_lazy("chờ duyệt"),
    "approved": gettext_lazy("đã duyệt"),
    "returned": gettext_lazy("bị trả lại"),
}
ANSWERS = {
    "yes": gettext_lazy("Có"), "partly": gettext_lazy("Một phần"), "no": gettext_lazy("Chưa"),
    "na": gettext_lazy("Không áp dụng"),
}  # fmt: skip


@room("level_file.read")
def page(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    newest = queries.newest_files(actor)
    systems = things(actor, domain=queries.DOMAIN).filter(type="information_system").select_related("office")
    rows = [_row(one, newest.get(one.pk)) for one in systems]
    without = sum(row["thing"].fields.get("level", "") == "" for row in rows)
    return render(request, "cyber/levels.html", {"rows": rows, "without": without, "known": leveling.facts().known})


def _row(thing: Thing, file: Any) -> dict[str, Any]:
    asked = leveling.asked(file.level) if file else []
    decided = str(thing.fields.get("level_decided_on") or "")
    return {
        "thing": thing,
        "owner": _owner(thing),
        "decided_on": date.fromisoformat(decided) if decided else None,
        "file": file,
        "state": STATES[file.state] if file else "",
        "asked": len(asked),
        "met": len(asked) - len(leveling.missing(file)) if file else 0,
    }


def _owner(thing: Thing) -> str:
    """As the system's file names it; an office of the province in the language of the reader."""
    said = str(thing.fields.get("owner") or "")
    office = Office.objects.filter(name_vi=said).first() if said else thing.office
    return name_of(office) or said


def _system(request: HttpRequest, code: str) -> Thing:
    found = things(actor_of(request), domain=queries.DOMAIN).filter(type="information_system", code=code).first()
    if found is None:
        raise Http404
    return found


def _file(actor: Actor, thing: Thing) -> LevelFile | None:
    """The newest file of a system; it names what is not in place, so another office's is as if it were not there."""
    file = leveling.current(thing)
    if file is not None and not may_read(actor, file):
        raise Http404
    return file


@require_http_methods(["GET", "POST"])
@room("level_file.read")
def one(request: HttpRequest, code: str) -> HttpResponse:
    actor, thing = actor_of(request), _system(request, code)
    file, problem = _file(actor, thing), ""
    if request.method == "POST":
        try:
            _do(request, thing, file)
        except (Invalid, NotPossible) as error:
            problem = getattr(error, "message", str(error))
        else:
            return redirect("cyber_level", thing.code)
    known = str(request.POST.get("level") or (file.level if file else thing.fields.get("level") or ""))
    level = int(known) if known in LEVELS else 3
    answers = _answers(request) if problem else (file.answers if file else {})
    measures = _measures(request) if problem else (file.measures if file else {})
    may_write = decide(actor, "level_file.prepare", thing) and (file is None or file.state != "submitted")
    facts = {
        "thing": thing,
        "file": file,
        "state": STATES[file.state] if file else "",
        "level": level,
        "levels": [int(one) for one in LEVELS],
        "parts": [(one, answers.get(one.key, "")) for one in leveling.facts().parts],
        "measures": [(one, measures.get(one.key, {})) for one in leveling.facts().requirements],
        "answers": ANSWERS,
        "known": leveling.facts().known,
        "problem": problem,
        "may_write": may_write,
        "may_submit": file is not None
        and file.state in ("draft", "returned")
        and decide(actor, "level_file.submit", file),
        "may_decide": file is not None and file.state == "submitted" and decide(actor, "level_file.decide", file),
    }
    return render(request, "cyber/level.html", facts, status=422 if problem else 200)


def _do(request: HttpRequest, thing: Thing, file: Any) -> None:
    actor, what = actor_of(request), request.POST.get("do", "")
    if what == "prepare":
        level = request.POST.get("level", "")
        leveling.prepare(actor, thing, level=int(level) if level in LEVELS else 0, answers=_answers(request),
                         measures=_measures(request))  # fmt: skip
        messages.success(request, _("Đã lưu hồ sơ."))
    elif file is not None and what == "submit":
        leveling.submit(actor, file)
        messages.success(request, _("Đã trình duyệt."))
    elif file is not None and what == "approve":
        leveling.approve(actor, file, decision=request.POST.get("decision", ""))
        messages.success(request, _("Đã phê duyệt cấp độ."))
    elif file is not None and what == "return":
        leveling.give_back(actor, file, note=request.POST.get("note", ""))


def _answers(request: HttpRequest) -> dict[str, str]:
    return {one.key: request.POST.get(f"part-{one.key}", "").strip() for one in leveling.facts().parts}


def _measures(request: HttpRequest) -> dict[str, dict[str, str]]:
    found = {}
    for one in leveling.facts().requirements:
        said, words = request.POST.get(f"said-{one.key}", ""), request.POST.get(f"words-{one.key}", "").strip()
        if said or words:
            found[one.key] = {"said": said, "words": words}
    return found


@require_GET
@room("level_file.read")
def pdf(request: HttpRequest, code: str) -> HttpResponse:
    thing = _system(request, code)
    file = _file(actor_of(request), thing)
    if file is None:
        raise Http404
    try:
        answer = HttpResponse(leveling.pdf(file), content_type="application/pdf")
    except workshop.Broke:
        raise NotPossible(_("Chưa in được hồ sơ: thử lại sau ít phút.")) from None
    answer["Content-Disposition"] = f'inline; filename="ho-so-cap-do-{thing.code}.pdf"'
    return answer
