"""The form of an appeal, and its answer under a link that only the sender has."""

from datetime import timedelta

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from haidang.core.blocks import actions, queries, sender
from haidang.core.blocks.reasons import reason_words
from haidang.core.blocks.tickets import ticketed
from haidang.kernel import clock
from haidang.kernel.action import Invalid, NotPossible
from haidang.kernel.often import counted
from haidang.web.citizen.limits import address_of
from haidang.web.middleware import AskingRequest

APPEALS_A_DAY = 5


class Say(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Vì sao bạn cho là nhầm"), max_length=actions.TEXT, widget=forms.Textarea(attrs={"rows": 4})
    )


@never_cache
@require_http_methods(["GET", "POST"])
def appeal(request: AskingRequest) -> HttpResponse:
    """For whoever is kept out now, by the ticket of the page that told them or by what they are known by."""
    ticket = request.POST.get("ticket") or request.GET.get("ticket", "")
    code = ticketed(ticket)
    block = queries.standing_by_code(code) if code else sender.standing_block()
    if block is None:
        return render(request, "citizen/appeal/appeal.html", {"barred": None})
    form = Say(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if counted("appeal", address_of(request), timedelta(days=1)) > APPEALS_A_DAY:
            form.add_error(None, _("Đã gửi nhiều khiếu nại hôm nay. Hãy chờ trả lời, hoặc gọi 1022."))
        else:
            try:
                _row, secret = actions.appeal(queries.kept_out(block), block, form.cleaned_data["text"])
                return redirect("app_appeal_answer", secret)
            except Invalid as error:
                form.add_error("text", error.message)
            except NotPossible as error:
                form.add_error(None, str(error))
    facts = {"barred": block, "reason": reason_words(block.reason), "form": form, "ticket": ticket}
    return render(request, "citizen/appeal/appeal.html", facts, status=422 if form.errors else 200)


@never_cache
@require_GET
def answered(request: AskingRequest, secret: str) -> HttpResponse:
    found = queries.by_secret(secret)
    if found is None:
        raise Http404(secret)
    is_forgotten = found.decided_at is None and found.due_at < clock.now()
    return render(request, "citizen/appeal/answered.html", {"appeal": found, "is_forgotten": is_forgotten})
