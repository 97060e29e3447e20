"""Keys of machines: which there are, a new one (its token is shown once), the end of one."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from haidang.core.directory import actions, queries
from haidang.core.directory.devices import mqtt_password
from haidang.core.directory.permissions import decide
from haidang.kernel import clock
from haidang.kernel.action import Invalid
from haidang.web.desk.asking import Asks, asked
from haidang.web.desk.entrance import need, room
from haidang.web.middleware import AskingRequest

from . import forms

get_or_post = require_http_methods(["GET", "POST"])


@require_GET
@room("key.read")
def listed(request: AskingRequest) -> HttpResponse:
    now = clock.now()
    rows = [(one, one.is_open(now), decide(request.actor, "key.revoke", one)) for one in queries.keys(request.actor)]
    rows.sort(key=lambda row: not row[1])
    return render(request, "desk/people/keys.html", {"rows": rows, "may_create": decide(request.actor, "key.create")})


@get_or_post
@never_cache
@room("key.create")
def create(request: AskingRequest) -> HttpResponse:
    form = forms.Key(request.actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        given.pop("expires_on")
        try:
            key, token = actions.create_key(request.actor, expires_at=form.expires_at, **given)
        except Invalid as error:
            name = {"expires_at": "expires_on"}.get(error.field, error.field)
            form.add_error(name if name in form.fields else None, error.message)
        else:
            facts = {"key": key, "token": token, "mqtt": mqtt_password(key) if "ingest" in key.can else ""}
            return render(request, "desk/people/key_made.html", facts)
    return render(request, "desk/people/key_new.html", {"form": form}, status=422 if form.errors else 200)


@get_or_post
@room("key.read")
def revoke(request: AskingRequest, name: str) -> HttpResponse:
    """Every door refuses it within five seconds."""
    key = queries.keys(request.actor).filter(name=name).first()
    if key is None:
        raise Http404(name)
    need(request.actor, "key.revoke", key)
    back = reverse("keys")

    def work(given: dict[str, Any]) -> str:
        actions.revoke_key(request.actor, key, why=given["why"])
        return back

    asks = Asks(
        title=_("Thu hồi khóa %(name)s") % {"name": key.name},
        submit=_("Thu hồi"),
        back=back,
        said=_("Đã thu hồi khóa."),
        icon="x",
        is_grave=True,
        note=_("Máy dùng khóa này bị từ chối trong vòng năm giây; không lấy lại được."),
    )
    return asked(request, forms.Why(request.POST or None), asks, work)
