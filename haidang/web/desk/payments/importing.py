"""A statement in three looks: the file, what its columns mean and what it would do, done."""

import base64
import zlib
from typing import Any

from django import forms as fields
from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from haidang.core.payments import accounts, actions, queries, sheets, statements
from haidang.core.ui.offering import offer
from haidang.kernel import clock
from haidang.kernel.action import Invalid
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

from .forms import Columns, File

SALT = "statement"
KINDS = ("reference", "at", "amount", "memo", "payer")


@require_http_methods(["GET", "POST"])
@room("statement.take")
def choose(request: AskingRequest) -> HttpResponse:
    """Nothing is kept between the looks: the file travels in the form, signed, until it is taken."""
    if request.method == "POST" and "kept" in request.POST:
        return _second(request)
    known = accounts.every()
    form = File(request.POST or None, request.FILES or None)
    offer(form, account=[(one.key, f"{one.number} · {one.holder}") for one in known])
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            body = upload.read(sheets.MOST_BYTES + 1)
            names = statements.headings(body)
        except Invalid as error:
            form.add_error("file", error.message)
        else:
            guessed = statements.guessed(names)
            initial: dict[str, Any] = {kind: getattr(guessed, kind) for kind in KINDS}
            initial |= {"account": form.cleaned_data["account"], "name": upload.name[:160], "kept": _packed(body)}
            return _look(request, names, body, Columns(names, initial=initial), initial)
    facts = {"form": form, "statements": queries.statements(request.actor)}
    return render(request, "desk/payments/import.html", facts, status=422 if form.errors else 200)


def _second(request: AskingRequest) -> HttpResponse:
    """Another look with other columns, or the taking itself."""
    try:
        body = _unpacked(request.POST.get("kept", ""))
        names = statements.headings(body)
    except (signing.BadSignature, Invalid):
        messages.error(request, _("Tệp không còn nguyên; tải lên lại."), extra_tags="error")
        return redirect("payments_import")
    form = Columns(names, request.POST)
    account = accounts.by_key(request.POST.get("account", ""))
    if not form.is_valid() or account is None or "take" not in request.POST:
        return _look(request, names, body, form, request.POST)
    columns = statements.Columns(**{kind: form.cleaned_data[kind] for kind in KINDS})
    try:
        kept = actions.take_statement(request.actor, form.cleaned_data["name"], body, columns, account)
    except Invalid as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return _look(request, names, body, form, request.POST)
    said = _("Đã nhập sao kê: %(taken)s giao dịch mới, %(bad)s dòng không đọc được.") % {
        "taken": kept.taken,
        "bad": len(kept.bad),
    }
    messages.success(request, said, extra_tags="done")
    return redirect("payments_incoming")


def _look(request: AskingRequest, names: list[str], body: bytes, form: fields.Form, given: Any) -> HttpResponse:
    """What the file would do, without doing it."""
    account = accounts.by_key(str(given.get("account", "")))
    facts: dict[str, Any] = {"form": form, "names": names, "name": given.get("name", "")}
    facts["known"] = queries.known_statement(request.actor, statements.hash_of(body))
    if account is not None:
        try:
            columns = statements.Columns(**{kind: str(given.get(kind, "")) for kind in KINDS})
            read = statements.read(body, columns, account, clock.now())
        except Invalid as error:
            facts["wrong"] = error.message
        else:
            facts |= {
                "read": read,
                "first": read.good[:8],
                "bad": read.bad[:50],
                "sum": sum(one.amount for one in read.good),
            }
    return render(request, "desk/payments/import_look.html", facts)


def _packed(body: bytes) -> str:
    return signing.Signer(salt=SALT).sign(base64.b64encode(zlib.compress(body)).decode())


def _unpacked(text: str) -> bytes:
    """Only what we have packed ourselves is unpacked."""
    return zlib.decompress(base64.b64decode(signing.Signer(salt=SALT).unsign(text)))
