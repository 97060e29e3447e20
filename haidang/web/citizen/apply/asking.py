"""A page of questions: what was said is kept at every button; what did not pass stays in its field with the reason."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from haidang.core.directory.queries import person_of
from haidang.core.files import queries as files
from haidang.core.files.models import File
from haidang.core.files.receiving import Held
from haidang.core.files.sniff import Family
from haidang.core.forms import actions, asked, prefilling, queries
from haidang.core.forms.models import Draft, DraftFile
from haidang.core.forms.steps import Step
from haidang.kernel.action import Invalid
from haidang.kernel.geo import point_in
from haidang.web import brought
from haidang.web.brought import Sent
from haidang.web.citizen.device import voice_of
from haidang.web.citizen.maps import picking
from haidang.web.middleware import AskingRequest
from haidang.web.questions import PREFIX, QuestionForm

from .known import known
from .walking import progress, way_of

FAMILIES: frozenset[Family] = frozenset({"image", "document"})


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of a page that was sent: the draft as it is now, the form, and words if another device came first."""

    draft: Draft
    form: QuestionForm
    overtaken: str = ""


def page(request: AskingRequest, draft: Draft, key: str) -> HttpResponseBase:
    if request.method != "POST":
        return _page(request, draft, key, _form(request, draft, _step(draft, key)))
    kept = keep(request, draft, key)
    if kept.overtaken:
        return _page(request, kept.draft, key, kept.form, said=kept.overtaken, status=409)
    if "remove_file" in request.POST or {"add", "remove"} & set(request.POST):
        return redirect("app_apply_step", draft.procedure.domain, draft.procedure.key, key)
    return _onwards(request, kept, key)


def _onwards(request: AskingRequest, kept: Kept, key: str) -> HttpResponseBase:
    draft, form = kept.draft, kept.form
    names = draft.procedure.domain, draft.procedure.key
    if "back" in request.POST:
        return redirect("app_apply_step", *names, way_of(draft).before(key) or key)
    if "later" in request.POST:
        return redirect("app_apply_later", *names)
    if form.errors or _is_without_file(draft, form):
        only_new = {f"{PREFIX}{one}" for one in form.new} == set(form.errors)
        said = _("Câu trả lời của bạn mở thêm câu hỏi. Trả lời nốt rồi bấm tiếp.") if only_new else ""
        return _page(request, draft, key, form, said=said, status=422)
    return redirect("app_apply_step", *names, way_of(draft).after(key))


def _step(draft: Draft, key: str) -> Step:
    return next(one for one in way_of(draft).steps if one.key == key)


def _form(request: AskingRequest, draft: Draft, step: Step) -> QuestionForm:
    """Blank, or with what was said before; what the account knows stands in it the first time, until it is changed."""
    answers = {**draft.answers, **draft.typed}
    is_first = step.key not in draft.steps_seen
    own = prefilling.prefilled(step.questions, known(request), answers) if is_first else {}
    fresh = {key: found for key, found in own.items() if key not in answers}
    return QuestionForm(
        step.questions,
        step.waiting,
        before=_others(draft, step),
        initial={key: answer for key, (answer, _level) in fresh.items()} | answers,
        sources=draft.sources | {key: level for key, (_answer, level) in fresh.items()},
    )


def _others(draft: Draft, step: Step) -> dict[str, Any]:
    """The answers of other pages, with what follows from them."""
    here = {one.key for one in step.questions}
    others = {key: value for key, value in draft.answers.items() if key not in here}
    return others | asked.derived(draft.version.book.procedure, others)


def keep(request: AskingRequest, draft: Draft, key: str) -> Kept:
    """Save what a page says, whatever is wrong with it."""
    step = _step(draft, key)
    form = QuestionForm(
        step.questions,
        step.waiting,
        before=_others(draft, step),
        data=request.POST,
        files=request.FILES,
        sources=draft.sources,
    )
    form.is_valid()
    here = [one.key for one in step.questions]
    whole = _others(draft, step) | form.answers
    sources = prefilling.sources(step.questions, known(request), whole)
    answers = _people_changed(request, form.answers, draft, step)
    gone = _no_longer_theirs(draft, step, whole)
    who = queries.holder(draft, request.actor)
    try:
        draft = actions.save_draft(
            who,
            draft,
            step=key,
            answers=answers,
            typed=form.typed,
            sources=sources,
            asked=[*here, *gone],
            seen=seen_in(request),
            device=voice_of(request),
            person=person_of(request.actor),
        )
    except actions.Overtaken as error:
        newest = queries.by_token(draft.token) or draft
        return Kept(newest, form, overtaken=str(error))
    _take_files(request, draft, form)
    return Kept(draft, form)


def _people_changed(request: AskingRequest, answers: dict[str, Any], draft: Draft, step: Step) -> dict[str, Any]:
    """The answers of the page with one more person applying together, or one less."""
    count = asked.count_in(draft.answers)
    if step.key != asked.facts().together.key:
        return answers
    if "add" in request.POST:
        return answers | {asked.COUNT: min(count + 1, asked.MOST_TOGETHER)}
    number = request.POST.get("remove", "")
    if number.isdecimal() and 1 <= int(number) <= count:
        return asked.without(answers | {asked.COUNT: count}, int(number))
    return answers | {asked.COUNT: count}


def _no_longer_theirs(draft: Draft, step: Step, answers: dict[str, Any]) -> list[str]:
    """Once the dossier turns out to be somebody else's, what the account said of its owner does not belong in it."""
    was_own = draft.answers.get("filer", "self") == "self"
    if not was_own or answers.get("filer", "self") == "self":
        return []
    here = {one.key for one in step.questions}
    return [key for key in draft.sources if key not in here]


def seen_in(request: AskingRequest) -> int | None:
    """The number of the draft that the page showed; None where it does not say."""
    given = request.POST.get("seen", "")
    return int(given) if given.isdecimal() and len(given) < 10 else None


def _take_files(request: AskingRequest, draft: Draft, form: QuestionForm) -> None:
    who, device = queries.holder(draft, request.actor), voice_of(request)
    removed = request.POST.get("remove_file", "")
    if removed.isdecimal():
        actions.detach(who, draft, int(removed), device=device)
    for key, upload in form.uploads():
        try:
            actions.attach(who, draft, received(request, upload), question=key, device=device)
        except Invalid as error:
            form.add_error(f"{PREFIX}{key}", f"{upload.name}: {error.message}")


def received(request: AskingRequest, sent: Sent) -> Held:
    """Raises Invalid in words for the one who sent it."""
    person = person_of(request.actor)
    return brought.held(sent, data_class=actions.DATA_CLASS, person=person, families=FAMILIES)


def _is_without_file(draft: Draft, form: QuestionForm) -> bool:
    """Whether a paper that a question asks for is missing still; says so beside it."""
    given = {one.question for one in draft.files.all()}
    missing = [
        row for row in form.rows()
        if row.question.type == "file" and row.question.required and not row.waits and row.question.key not in given
    ]  # fmt: skip
    for row in missing:
        form.add_error(row.field.name, _("Cần gửi tệp."))
    return bool(missing)


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A file of a form: its row, and its small picture if it has one."""

    row: DraftFile
    picture: File | None


def files_by(draft: Draft, name: str) -> dict[str, list[OwnFile]]:
    """By part or by question (`name`), what has been put to it."""
    rows = [one for one in draft.files.select_related("file") if getattr(one, name)]
    thumbs = files.copies_of([one.file for one in rows], "thumb")
    found: dict[str, list[OwnFile]] = {}
    for one in rows:
        found.setdefault(getattr(one, name), []).append(OwnFile(one, thumbs.get(one.file_id)))
    return found


def _page(
    request: AskingRequest, draft: Draft, key: str, form: QuestionForm, *, said: str = "", status: int = 200
) -> HttpResponse:
    own = files_by(draft, "question")
    facts = shell(draft, key) | {
        "form": form,
        "rows": [(row, own.get(row.question.key, [])) for row in form.rows()],
        "said": said,
        "is_overtaken": status == 409,
        "together": _people(draft, form) if key == asked.facts().together.key else [],
        "may_add": asked.count_in(draft.answers) < asked.MOST_TOGETHER,
        "map": _map(form),
        "for_other": draft.answers.get("filer", "self") != "self" and _asks_applicant(draft, key),
    }
    return render(request, "citizen/apply/step.html", facts, status=status)


def _map(form: QuestionForm) -> dict[str, Any] | None:
    """For a question that is answered by a pin."""
    asked_here = next((row for row in form.rows() if row.question.type == "point"), None)
    return picking(point_in(str(asked_here.field.value() or ""))) if asked_here else None


def _people(draft: Draft, form: QuestionForm) -> list[tuple[int, list[Any]]]:
    """The rows of each person who applies too."""
    rows, size = list(form.rows()), len(asked.facts().together.questions)
    return [(n + 1, rows[n * size : (n + 1) * size]) for n in range(len(rows) // size)]


def _asks_applicant(draft: Draft, key: str) -> bool:
    """Whether this page asks about the person the dossier is of, who is somebody else."""
    step = next((one for one in way_of(draft).steps if one.key == key), None)
    return step is not None and any(one.prefill == "name" and one.key == "name" for one in step.questions)


def shell(draft: Draft, key: str) -> dict[str, Any]:
    """What every page of a form shows around its own."""
    way = way_of(draft)
    return {
        "draft": draft,
        "row": draft.procedure,
        "procedure": draft.version.book.procedure,
        "step": key,
        "progress": progress(way, key),
        "has_back": bool(way.before(key)),
        "lost": draft.lost,
    }
