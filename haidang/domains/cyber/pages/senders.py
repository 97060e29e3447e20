"""Who sends logs: what each is, when it was last heard, and lists of assets in."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from haidang.core.directory.permissions import decide, may_somewhere
from haidang.core.directory.queries import top_place
from haidang.core.directory.rooms import actor_of, room
from haidang.core.things.models import Source
from haidang.core.things.queries import things
from haidang.domains.cyber import actions, queries
from haidang.domains.cyber.door.addresses import asked
from haidang.kernel import clock
from haidang.kernel.action import Invalid

KINDS = ("information_system", "server", "network_link", "website")


class AssetsForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Danh mục tài sản"),
        help_text=gettext_lazy("CSV hoặc JSON, UTF-8: code, type, name, place, office và các trường của loại."),
    )


@room("log_source.read")
def page(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    rows = list(queries.senders(actor, state=request.GET.get("state", "")))
    late = clock.now() - queries.SILENT_AFTER
    facts = {
        "rows": [(one, one.state == "known" and one.last_at < late) for one in rows],
        "new": sum(one.state == "new" for one in rows),
        "addresses": _listening(),
        "assets": list(things(actor, domain=queries.DOMAIN).filter(type__in=KINDS).order_by("code")),
        "may_name": decide(actor, "log_source.name"),
        "may_import": may_somewhere(actor, "asset.import"),
    }
    return render(request, "cyber/senders.html", facts)


def _listening() -> list[str]:
    try:
        return [f"{one.form}://{one.host}:{one.port}" for one in asked()]
    except ValueError as error:
        return [str(error)]


@require_http_methods(["POST"])
@room("log_source.read")
def name(request: HttpRequest, number: int) -> HttpResponse:
    actor = actor_of(request)
    source = get_object_or_404(queries.senders(actor), pk=number)
    thing = things(actor, domain=queries.DOMAIN).filter(code=request.POST.get("thing", "")).first()
    state = "muted" if "mute" in request.POST else "known" if thing else "new"
    try:
        actions.name_source(actor, source, thing=thing, state=state)
    except Invalid as error:
        messages.error(request, error.message)
    return redirect("domain_page", "cyber", "senders")


@require_http_methods(["GET", "POST"])
@room("log_source.read")
def take_assets(request: HttpRequest) -> HttpResponse:
    form = AssetsForm(request.POST, request.FILES) if request.method == "POST" else AssetsForm()
    if request.method == "POST" and form.is_valid():
        place, source = top_place(), Source.objects.filter(key="assets_ingest").first()
        if place is None or source is None:
            raise Http404
        try:
            count = actions.import_assets(
                actor_of(request), place=place, source=source, data=form.cleaned_data["file"].read()
            )
        except Invalid as error:
            form.add_error("file", error.message)
        else:
            messages.success(request, _("Đã thêm %(count)s tài sản.") % {"count": count})
            return redirect("domain_page", "cyber", "senders")
    facts = {
        "form": form,
        "title": _("Nhập danh mục tài sản"),
        "back": reverse("domain_page", args=["cyber", "senders"]),
    }
    return render(request, "cyber/form.html", facts, status=422 if form.errors else 200)
