"""Accounts by which owners of stations drop files: opened, given a new password, closed; how to sign in with them."""

from contextlib import suppress
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from haidang.core.directory.permissions import decide
from haidang.core.doors import actions, queries
from haidang.core.doors.models import DropAccount
from haidang.core.things import queries as things
from haidang.core.things.models import Source
from haidang.kernel import pulse
from haidang.kernel.action import Actor, Invalid, NotPossible
from haidang.web.desk.entrance import need, room
from haidang.web.middleware import AskingRequest

from .dropped import worded

RECENT = 20


class Account(forms.Form):
    name = forms.CharField(
        label=_("Tên đăng nhập"), max_length=32, help_text=_("Chữ thường a-z, số, gạch: tram-khi-vt.")
    )
    quota_mb = forms.IntegerField(
        label=_("Chứa nhiều nhất (MB)"), min_value=1, max_value=actions.MOST_MB, initial=200,
        help_text=_("Tệp đã nhận được chuyển đi ngay nên không tính."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Ghi chú"), required=False, max_length=300, help_text=_("Ai giữ, máy nào gửi, gọi ai khi hỏng.")
    )
    public_keys = forms.CharField(
        label=_("Khóa công khai SSH"), required=False, widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_("Mỗi dòng một khóa (ssh-ed25519 AAAA…): vào SFTP không cần mật khẩu."),
    )  # fmt: skip


def panel(actor: Actor, source: Source) -> dict[str, Any]:
    """What the page of a source that comes by files shows more."""
    return {
        "accounts": queries.accounts(actor, source),
        "rows": worded(queries.files(actor, source=source.key)[:RECENT]),
        "may_open": decide(actor, "drop.open", source),
        "doors": doors(),
    }


def doors() -> dict[str, dict[str, Any]]:
    """The doors for dropping files that are open now, as the intake says; `why` where one could not open."""
    beat = pulse.last().get("intake")
    return {name: beat.state[name] for name in ("ftp", "sftp") if name in beat.state} if beat else {}


def _source(request: AskingRequest, key: str) -> Source:
    found = things.source(request.actor, key)
    if found is None or found.door != actions.DOOR:
        raise Http404(key)
    return found


def _account(request: AskingRequest, name: str) -> DropAccount:
    found = queries.account(request.actor, name)
    if found is None:
        raise Http404(name)
    return found


@require_http_methods(["GET", "POST"])
@never_cache
@room("source.read")
def new(request: AskingRequest, key: str) -> HttpResponse:
    """The password is shown on the answer, never again."""
    source = _source(request, key)
    need(request.actor, "drop.open", source)
    form = Account(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row, password = actions.open_account(request.actor, source=source, **form.cleaned_data)
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            return _made(request, row, password)
    facts = {"form": form, "source": source}
    return render(request, "desk/sources/account_new.html", facts, status=422 if form.errors else 200)


def _made(request: AskingRequest, row: DropAccount, password: str) -> HttpResponse:
    facts = {
        "row": row, "source": row.source, "password": password, "doors": doors(),
        "host": request.get_host().partition(":")[0],
    }  # fmt: skip
    return render(request, "desk/sources/account_made.html", facts)


@require_http_methods(["GET"])
@room("source.read")
def one(request: AskingRequest, name: str) -> HttpResponse:
    row = _account(request, name)
    facts = {
        "row": row, "source": row.source, "doors": doors(), "host": request.get_host().partition(":")[0],
        "rows": worded(queries.files(request.actor, source=row.source.key, account=row.name)[:RECENT]),
        "may_change": row.is_open and decide(request.actor, "drop.renew", row),
        "may_close": row.is_open and decide(request.actor, "drop.close", row),
    }  # fmt: skip
    return render(request, "desk/sources/account.html", facts)


@require_POST
@never_cache
@room("source.read")
def renew(request: AskingRequest, name: str) -> HttpResponse:
    row = _account(request, name)
    return _made(request, row, actions.renew_password(request.actor, row))


@require_POST
@room("source.read")
def close(request: AskingRequest, name: str) -> HttpResponse:
    row = _account(request, name)
    with suppress(NotPossible):  # it is closed: what was wanted
        actions.close_account(request.actor, row, why=request.POST.get("why", ""))
    return redirect("drop_account", name=name)
