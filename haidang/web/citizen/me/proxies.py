"""Letting somebody act for oneself, and acting for somebody else."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from haidang.core.cases import queries as cases
from haidang.core.citizens import consents, proxies, queries
from haidang.core.citizens.models import Citizen, Proxy
from haidang.core.citizens.proxies import ByProxy
from haidang.core.directory.models import Person
from haidang.kernel import clock
from haidang.kernel.action import Invalid
from haidang.kernel.bilingual import shown
from haidang.web.citizen.account.entering import signed_in
from haidang.web.citizen.follow import entrusted
from haidang.web.middleware import AskingRequest

USUAL = timedelta(days=90)
SOMEBODY = "person"


class Give(forms.Form):
    whom = forms.ChoiceField(label=_("Nhờ ai"), widget=forms.RadioSelect, initial=SOMEBODY)
    name = forms.CharField(
        label=_("Người làm thay là ai với bạn"), max_length=80, required=False, help_text=_("Ví dụ: con gái, anh họ.")
    )
    to = forms.CharField(
        label=_("Số điện thoại họ dùng để đăng nhập"), max_length=40, required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}), help_text=_("Nhờ tổ công nghệ số thì bỏ trống hai ô này."),
    )  # fmt: skip
    chosen = forms.MultipleChoiceField(label=_("Cho những việc nào"), widget=forms.CheckboxSelectMultiple)
    until = forms.DateField(label=_("Đến hết ngày"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    agreed = forms.BooleanField(label=_("Tôi đồng ý như trên"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, own: list[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = {one.code: one for one in proxies.teams()}
        _choose(self, "chosen", [(one.code, f"{one.code} · {shown(one.titled)}") for one in own])
        teams = [
            (code, say("Tổ công nghệ số cộng đồng, %(office)s") % {"office": one}) for code, one in self.teams.items()
        ]
        _choose(self, "whom", [(SOMEBODY, say("Một người: người thân, bạn bè")), *teams])
        if not teams:
            del self.fields["whom"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        given["office"] = self.teams.get(given.pop("whom", SOMEBODY))
        if given["office"]:
            return given | {"to": "", "name": str(given["office"])[:80]}
        for name in ("name", "to"):
            if not given.get(name) and name not in self.errors:
                self.add_error(name, say("Không được để trống."))
        return given


def _choose(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


@require_http_methods(["GET", "POST"])
@signed_in
def given(request: AskingRequest, person: Person) -> HttpResponse:
    """Whom I let act for me, whom I act for; and letting one more."""
    own = [one for one in cases.mine(request.actor) if one.is_open]
    text = consents.text("proxy")
    form = Give(own, request.POST or None, initial={"until": clock.today() + USUAL, "version": text.version})
    if request.method == "POST" and form.is_valid():
        asked = {name: form.cleaned_data[name] for name in ("to", "name", "office", "until", "version")}
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
    proxy = queries.proxy(person, number)
    if proxy is None:
        raise Http404(str(number))
    proxies.revoke(request.actor, Citizen(person), proxy)
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
    return _answer(request, by, entrusted.act(request, by, move))


@require_POST
@signed_in
def write(request: AskingRequest, person: Person, code: str) -> HttpResponseBase:
    by = _mine(request, code)
    return _answer(request, by, entrusted.write(request, by))


def _answer(request: AskingRequest, by: ByProxy, refused: dict[str, Any]) -> HttpResponseBase:
    return _page(request, by, status=422, **refused) if refused else redirect("app_me_for", by.case.code)


def _page(request: AskingRequest, by: ByProxy, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, "citizen/me/for.html", entrusted.facts(by) | more, status=status)
