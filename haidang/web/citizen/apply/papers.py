"""The page of papers: files for each part, papers already in the citizen's store, or the paper itself at the counter."""

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as blank

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from haidang.core.directory.queries import person_of
from haidang.core.forms import actions, queries, reusing
from haidang.core.forms.models import Draft
from haidang.core.forms.reusing import Offer
from haidang.kernel.action import Invalid
from haidang.kernel.bilingual import shown
from haidang.kernel.manifest.procedure import Part
from haidang.web.citizen.catalogue.views import part_note
from haidang.web.citizen.device import voice_of
from haidang.web.middleware import AskingRequest
from haidang.web.questions import files_field

from .asking import OwnFile, files_by, received, seen_in, shell
from .walking import way_of

FILE, BROUGHT, REUSED = "part_", "brought_", "reuse_"


@dataclass(slots=True)
class PartRow:
    """A part as the page draws it."""

    part: Part
    field: forms.BoundField
    files: list[OwnFile]
    offers: list[Offer]
    is_brought: bool
    errors: list[str] = blank(default_factory=list)

    @property
    def name(self) -> str:
        return shown(self.part.name)

    @property
    def note(self) -> str:
        return part_note(self.part)


class PapersForm(forms.Form):
    """One field for files and one choice of the counter for each part."""

    def __init__(self, parts: list[Part], data: object = None, files: object = None) -> None:
        super().__init__(data, files)  # type: ignore[arg-type]
        for part in parts:
            self.fields[f"{FILE}{part.key}"] = files_field(shown(part.name))


def page(request: AskingRequest, draft: Draft, key: str) -> HttpResponseBase:
    if request.method != "POST":
        return _page(request, draft, key, {})
    refused: dict[str, list[str]] = {}
    try:
        draft = _keep(request, draft, key, refused)
    except actions.Overtaken as error:
        return _page(request, queries.by_token(draft.token) or draft, key, {}, said=str(error), status=409)
    names = draft.procedure.domain, draft.procedure.key
    if refused:
        return _page(request, draft, key, refused, status=422)
    if "back" in request.POST:
        return redirect("app_apply_step", *names, way_of(draft).before(key) or key)
    if "later" in request.POST:
        return redirect("app_apply_later", *names)
    if "next" not in request.POST:
        return redirect("app_apply_step", *names, key)
    missing = {one.key: [_("Gửi tệp, hoặc chọn cách khác ở dưới.")] for one in _missing(draft)}
    if missing:
        return _page(request, draft, key, missing, status=422)
    return redirect("app_apply_step", *names, way_of(draft).after(key))


def _missing(draft: Draft) -> Iterator[Part]:
    given = {one.part for one in draft.files.all()} | set(draft.brought)
    return (one for one in way_of(draft).parts if one.required and one.key not in given)


def _keep(request: AskingRequest, draft: Draft, key: str, refused: dict[str, list[str]]) -> Draft:
    """Take what was sent, part by part; `refused` collects what was not taken and why. Raises Overtaken."""
    who, device = queries.holder(draft, request.actor), voice_of(request)
    parts = way_of(draft).parts
    form = PapersForm(parts, request.POST, request.FILES)
    form.is_valid()
    sent = form.cleaned_data
    brought = [one.key for one in parts if one.original and f"{BROUGHT}{one.key}" in request.POST]
    draft = actions.save_draft(
        who, draft, step=key, answers={}, brought=brought, seen=seen_in(request), device=device,
        person=person_of(request.actor),
    )  # fmt: skip
    removed = request.POST.get("remove_file", "")
    if removed.isdecimal():
        actions.detach(who, draft, int(removed), device=device)
    for part in parts:
        for upload in sent[f"{FILE}{part.key}"]:
            try:
                actions.attach(who, draft, received(request, upload), part=part.key, device=device)
            except Invalid as error:
                refused.setdefault(part.key, []).append(f"{upload.name}: {error.message}")
        for code in request.POST.getlist(f"{REUSED}{part.key}"):
            try:
                reusing.take(who, request.actor, draft, part, code, device=device)
            except Invalid as error:
                refused.setdefault(part.key, []).append(error.message)
    return queries.by_token(draft.token) or draft


def _page(
    request: AskingRequest, draft: Draft, key: str, refused: dict[str, list[str]], *, said: str = "", status: int = 200
) -> HttpResponse:
    facts = shell(draft, key) | {
        "rows": list(_rows(request, draft, refused)),
        "refused": [(row.name, row.part.key, row.errors) for row in _rows(request, draft, refused) if row.errors],
        "said": said,
        "is_overtaken": status == 409,
    }
    return render(request, "citizen/apply/papers.html", facts, status=status)


def _rows(request: AskingRequest, draft: Draft, refused: dict[str, list[str]]) -> Iterator[PartRow]:
    parts, own = way_of(draft).parts, files_by(draft, "part")
    form, offers = PapersForm(parts), reusing.offers(request.actor, parts)
    for part in parts:
        yield PartRow(
            part,
            form[f"{FILE}{part.key}"],
            own.get(part.key, []),
            [one for one in offers.get(part.key, []) if one.code not in _used(own.get(part.key, []))],
            part.key in draft.brought,
            refused.get(part.key, []),
        )


def _used(files: list[OwnFile]) -> set[str]:
    return {one.row.taken_from for one in files}
