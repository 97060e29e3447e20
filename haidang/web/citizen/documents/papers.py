"""The papers one keeps here: results that were signed, and what one had digitised. Shared by their owner alone."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from haidang.core.directory.models import Office, Person
from haidang.core.directory.queries import offices
from haidang.core.documents import paper_names, queries, store
from haidang.core.documents.queries import Stored
from haidang.core.files.receiving import receive
from haidang.core.files.store import store as contents
from haidang.core.ui.offering import offer
from haidang.kernel import clock
from haidang.kernel.action import Invalid
from haidang.kernel.bilingual import name_of
from haidang.web.citizen.account.entering import signed_in
from haidang.web.middleware import AskingRequest


class Add(forms.Form):
    name = forms.CharField(label=_("Tên giấy tờ"), max_length=160)
    file = forms.FileField(
        label=_("Tệp hoặc ảnh chụp"), widget=forms.FileInput(attrs={"accept": "application/pdf,image/*"})
    )
    paper = forms.ChoiceField(
        label=_("Là giấy gì"), required=False, help_text=_("Để dùng lại khi làm hồ sơ cần giấy này.")
    )
    valid_to = forms.DateField(
        label=_("Có giá trị đến"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, paper=[("", _("giấy khác")), *paper_names.choices()])


class _Offices(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, one: Any) -> str:
        name: str = name_of(one)
        return name


class Share(forms.Form):
    office = _Offices(label=_("Cho cơ quan nào xem"), queryset=Office.objects.none())
    until = forms.DateField(label=_("Đến hết ngày"), widget=forms.DateInput(attrs={"type": "date"}))
    why = forms.CharField(label=_("Để làm gì"), required=False, max_length=200)

    def __init__(self, *args: Any, request: AskingRequest, **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, office=offices(request.actor))


def _found(request: AskingRequest, person: Person, key: str) -> Stored:
    one = queries.stored(request.actor, person, key)
    if one is None:
        raise Http404(key)
    return one


@require_http_methods(["GET", "POST"])
@signed_in
def papers(request: AskingRequest, person: Person) -> HttpResponse:
    form, status = Add(request.POST or None, request.FILES or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                sent = receive(
                    form.cleaned_data["file"].file, name=form.cleaned_data["file"].name, data_class="personal",
                    person=person, families={"document", "image"},
                )  # fmt: skip
                kept = {key: form.cleaned_data[key] for key in ("name", "paper", "valid_to")}
                store.add(request.actor, person, sent, **kept)
            except Invalid as error:
                form.add_error(error.field if error.field in form.fields else None, error.message)
            else:
                messages.success(request, now("Đã thêm vào kho giấy tờ."), extra_tags="done")
                return redirect("app_papers")
    rows = queries.store(request.actor, person)
    facts = {
        "rows": rows,
        "copies": [one.key for one in rows if one.document and queries.has_reading_copy(one.document)],
        "shares": queries.shares_of(request.actor, person),
        "form": form,
    }
    return render(request, "citizen/documents/papers.html", facts, status=status)


@require_GET
@signed_in
def file(request: AskingRequest, person: Person, key: str) -> HttpResponseBase:
    one = _found(request, person, key)
    answer = FileResponse(
        contents().open(one.file.sha256), as_attachment=True, filename=one.file.name, content_type=one.file.media_type
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_http_methods(["GET", "POST"])
@signed_in
def share(request: AskingRequest, person: Person, key: str) -> HttpResponse:
    one = _found(request, person, key)
    day = clock.today() + timedelta(days=30)
    form, status = Share(request.POST or None, request=request, initial={"until": day.isoformat()}), 200
    if request.method == "POST":
        status = 422
        subject = one.document or one.own_paper
        if form.is_valid() and subject is not None:
            try:
                store.share(request.actor, subject, **form.cleaned_data)
            except Invalid as error:
                form.add_error(error.field if error.field in form.fields else None, error.message)
            else:
                messages.success(request, now("Đã chia sẻ; thôi chia sẻ lúc nào cũng được."), extra_tags="done")
                return redirect("app_papers")
    return render(request, "citizen/documents/share.html", {"paper": one, "form": form}, status=status)


@require_POST
@signed_in
def unshare(request: AskingRequest, person: Person, token: str) -> HttpResponse:
    one = next((row for row in queries.shares_of(request.actor, person) if row.token == token), None)
    if one is None:
        raise Http404(token)
    store.unshare(request.actor, one)
    return redirect("app_papers")


@require_POST
@signed_in
def remove(request: AskingRequest, person: Person, key: str) -> HttpResponse:
    """Only what one put there oneself; a result stays with its case."""
    one = _found(request, person, key)
    if one.own_paper is None:
        raise Http404(key)
    store.remove(request.actor, one.own_paper)
    return redirect("app_papers")
