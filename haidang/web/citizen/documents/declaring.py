"""Signing one's own declaration from one's telephone."""

from django import forms
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from haidang.core.cases.models import Case
from haidang.core.documents import actions, queries, saying, signing
from haidang.core.documents.crafts import workshop
from haidang.core.ui.offering import offer
from haidang.kernel.action import Actor, Invalid, NotPossible
from haidang.kernel.bilingual import shown
from haidang.web.citizen.follow.views import by_link
from haidang.web.middleware import AskingRequest
from haidang.web.signing import looks_again


class Sign(forms.Form):
    connector = forms.ChoiceField(label=_("Dịch vụ ký số"))
    user = forms.CharField(
        label=_("Số căn cước của bạn"), max_length=20, help_text=_("Số bạn đã đăng ký với dịch vụ ký số."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        offer(self, connector=[(one.key, shown(one.name)) for one in signing.services()])


@require_http_methods(["GET", "POST"])
@by_link
def declare(request: AskingRequest, case: Case, holder: Actor) -> HttpResponseBase:
    """What was answered, as it will be signed; then the request to the telephone."""
    form = Sign(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                document = actions.compose(actions.declaration(holder, case))
                asked = signing.ask(holder, [document], **form.cleaned_data)
            except Invalid as error:
                form.add_error(error.field if error.field in form.fields else None, error.message)
            except NotPossible as error:
                form.add_error(None, str(error))
            except workshop.Broke:
                form.add_error(None, _("Chưa dựng được tờ khai. Thử lại sau ít phút."))
            else:
                return redirect("app_signing", case.code, case.secret, asked.token)
    facts = {"case": case, "form": form, "answers": saying.answers(case, without_person=False)}
    return render(request, "citizen/documents/declare.html", facts, status=status)


@require_GET
@by_link
def waiting(request: AskingRequest, case: Case, holder: Actor, token: str) -> HttpResponse:
    one = queries.signing(holder, token)
    if one is None:
        raise Http404(token)
    one = signing.poll(one)
    return looks_again(render(request, "citizen/documents/waiting.html", {"case": case, "signing": one}), one)
