"""The link by which somebody else says whether they agree to a dossier; only they were sent it."""

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from haidang.core.citizens import consents
from haidang.core.directory import queries as directory
from haidang.core.forms import consenting
from haidang.core.forms.models import Consent
from haidang.kernel.action import PUBLIC, NotPossible
from haidang.web.middleware import AskingRequest


@never_cache
@require_http_methods(["GET", "POST"])
def agree(request: AskingRequest, token: str) -> HttpResponseBase:
    row = consenting.by_token(token)
    if row is None:
        raise Http404(token)
    if request.method != "POST":
        return _page(request, row)
    try:
        consenting.answer(consenting.holder(row), row, is_agreed="yes" in request.POST)
    except NotPossible as error:
        return _page(request, row, said=str(error), status=409)
    return redirect("app_agree", token)


def _page(request: AskingRequest, row: Consent, *, said: str = "", status: int = 200) -> HttpResponse:
    key, _slash, version = row.text.partition("/")
    draft = row.draft
    facts = {
        "row": row,
        "text": consents.text(key, int(version)),
        "what": consenting.shown_name(draft),
        "filer": consenting.filer_of(draft),
        "place": directory.place(PUBLIC, str(draft.answers.get("filing_place", ""))),
        "is_sent": draft.is_sent,
        "said": said,
    }
    answer = render(request, "citizen/apply/agree.html", facts, status=status)
    answer["Referrer-Policy"] = "same-origin"
    return answer
