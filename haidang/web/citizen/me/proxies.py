"""Letting somebody act for oneself, and acting for somebody else."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from haidang.core.cases import queries as cases
from haidang.core.citizens import consents, proxies, queries
from haidang.core.citizens.models import Citizen, Proxy
from haidang.core.citizens.proxies import ByProxy
from haidang.core.directory.models import Person
from haidang.kernel import clock
from haidang.kernel.action import Invalid, NotPossible
from haidang.kernel.bilingual import shown
from haidang.web.citizen.account.entering import signed_in
from haidang.web.citizen.follow.receiving import received
from haidang.web.citizen.follow.showing import move_form, say_form
from haidang.web.citizen.follow.steps import way, words_of
from haidang.web.middleware import AskingRequest

USUAL = timedelta(days=90)


class Give(forms.Form):
    name = forms.CharField(
        label=_("Người làm thay là ai với bạn"), max_length=80, help_text=_("Ví dụ: con gái, tổ công nghệ số.")
    )
    to = forms.CharField(
        label=_("Số điện thoại họ dùng để đăng nhập"), max_length=40, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    chosen = forms.MultipleChoiceField(label=_("Cho những việc nào"), widget=forms.CheckboxSelectMultiple)
    until = forms.DateField(label=_("Đến hết ngày"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    agreed = forms.BooleanField(label=_("Tôi đồng ý như trên"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, own: list[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["chosen"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one.code, f"{one.code} · {shown(one.titled)}") for one in own]


@require_http_methods(["GET", "POST"])
@signed_in
def given(request: AskingRequest, person: Person) -> HttpResponse:
    """Whom I let act for me, whom I act for; and letting one more."""
    own = [one for one in cases.mine(request.actor) if one.is_open]
    text = consents.text("proxy")
    form = Give(own, request.POST or None, initial={"until": clock.today() + USUAL, "version": text.version})
    if request.method == "POST" and form.is_valid():
        asked = {name: form.cleaned_data[name] for name in ("to", "name", "until", "version")}
        chosen = [one for one in own if one.code in form.cleaned_data["chosen"]]
        try:
            proxies.give(request.actor, Citizen(person), chosen=chosen, **asked)
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            return redirect("app_me_proxies")
    facts = {
        "form": form,
        "text": text,
        "own": own,
        "given": [(one, _is_on(one)) for one in queries.proxies_given(person)],
        "taken": queries.proxies_taken(person),
    }
    return render(request, "citizen/me/proxies.html", facts, status=422 if form.errors else 200)


def _is_on(proxy: Proxy) -> bool:
    return proxy.revoked_at is None and proxy.until >= clock.today()


@require_POST
@signed_in
def revoke(request: AskingRequest, person: Person, number: int) -> HttpResponse:
    rows = Proxy.objects.filter(giver=person) | Proxy.objects.filter(taker=person)
    proxies.revoke(request.actor, Citizen(person), get_object_or_404(rows, pk=number))
    return redirect("app_me_proxies")


def _mine(request: AskingRequest, code: str) -> ByProxy:
    """Raises Http404 for a case one does not act for, or no longer."""
    found = proxies.of(request.actor, code)
    if found is None:
        raise Http404(code)
    return found


@require_GET
@signed_in
def case(request: AskingRequest, person: Person, code: str) -> HttpResponse:
    by = _mine(request, code)
    proxies.look(request.actor, by)
    return _page(request, by)


@require_POST
@signed_in
def act(request: AskingRequest, person: Person, code: str, move: str) -> HttpResponseBase:
    by = _mine(request, code)
    wanted = next((one for one in cases.own_moves(by.case) if one.key == move), None)
    if wanted is None:
        raise NotPossible(_("Việc này vừa chuyển bước khác; xem lại rồi làm tiếp."))
    form = move_form(by.case, wanted, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, by, status=422, refused_move=move, refused_form=form)
    given = form.cleaned_data
    proxies.respond(request.actor, by, move, text=given["text"], files=received(given))
    return redirect("app_me_for", code)


@require_POST
@signed_in
def write(request: AskingRequest, person: Person, code: str) -> HttpResponseBase:
    by = _mine(request, code)
    form = say_form(by.case, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, by, status=422, say_form=form)
    proxies.write(request.actor, by, form.cleaned_data["text"], files=received(form.cleaned_data))
    return redirect("app_me_for", code)


def _page(request: AskingRequest, by: ByProxy, status: int = 200, **more: Any) -> HttpResponse:
    case = by.case
    facts = {
        "case": case,
        "proxy": by.proxy,
        "state_words": words_of(case.flow.state(case.state)),
        "way": way(case),
        "asked_now": case.answer if case.flow.state(case.state).clock == "pauses" else "",
        "moves": [(one, shown(one.name), move_form(case, one)) for one in cases.own_moves(case)],
        "say_form": say_form(case),
        "log": [
            {"at": one.at, "kind": "person" if one.kind == "citizen" else one.kind, "text": shown(one.text), "by": ""}
            for one in cases.lines(case, for_citizen=True)
        ],
    }
    return render(request, "citizen/me/for.html", facts | more, status=status)
