"""The journal: a feed to narrow, one event in full, the proof of the chain, the same filter as a file."""

import time
from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from haidang.core.audit import chain as chained
from haidang.core.audit import queries
from haidang.core.audit.models import Event
from haidang.core.directory.roles import action_word
from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest
from haidang.web.sheet import as_csv

from . import told
from .asked import Asked

AT_ONCE = 50
MOST_ROWS = 100_000
BEGINNING = 10**18
COLUMNS = (
    "seq", "at", "actor", "actor_name", "action", "action_said", "subject_kind", "subject_id", "subject_label",
    "place", "office", "data_class", "because", "hash",
)  # fmt: skip


@require_GET
@room("event.read")
def feed(request: AskingRequest) -> HttpResponse:
    """The whole page, or for htmx the feed alone."""
    asked = Asked.by(request.actor, request.GET)
    page = queries.events(request.actor, asked.wanted, before=asked.before, limit=AT_ONCE)
    facts = {
        "asked": asked,
        "rows": [(one, told.page_of(one)) for one in page.events],
        "here": request.get_full_path(),
        "first_url": asked.url() if asked.before else "",
        "next_url": asked.url(before=page.before) if page.before else "",
        "export_url": asked.url("audit_export"),
    }
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, "desk/audit/_feed.html" if is_part else "desk/audit/feed.html", facts)


@require_GET
@room("event.read")
def event(request: AskingRequest, seq: int) -> HttpResponse:
    found = queries.visible_events(request.actor).filter(seq=seq).first()
    if found is None:
        raise Http404(str(seq))
    facts = {
        "event": found,
        "page": told.page_of(found),
        "changes": told.changes(found),
        "facts": told.facts(found),
        "hash": bytes(found.hash).hex(),
        "prev_hash": bytes(found.prev_hash).hex(),
        "is_whole": chained.digest(found) == bytes(found.hash),
        "around": queries.events(
            request.actor, queries.Filter(subject_kind=found.subject_kind, subject_id=found.subject_id), limit=12
        ).events,
    }
    return render(request, "desk/audit/event.html", facts)


@require_GET
@room("event.read")
def chain(request: AskingRequest) -> HttpResponse:
    """Walk the whole chain and say whether it holds: a part for htmx, a page otherwise."""
    began = time.monotonic()
    proof = chained.prove()
    facts = {"proof": proof, "at": clock.now(), "took": time.monotonic() - began, "head": str(proof.head)}
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, "desk/audit/_proof.html" if is_part else "desk/audit/chain.html", facts)


@require_GET
@room("event.read")
def export(request: AskingRequest) -> StreamingHttpResponse:
    """The events of the same filter, oldest page last, at most 100,000."""
    asked = Asked.by(request.actor, request.GET)
    name = f"nhat-ky-{clock.now():%y%m%d-%H%M}.csv"
    return as_csv(name, COLUMNS, (_row(one) for one in _everything(request.actor, asked)))


def _everything(actor: Actor, asked: Asked) -> Iterator[Event]:
    before: int | None = BEGINNING
    given = 0
    while before is not None and given < MOST_ROWS:
        page = queries.events(actor, asked.wanted, before=before, limit=1000)
        yield from page.events
        before, given = page.before, given + len(page.events)


def _row(one: Event) -> list[Any]:
    return [
        one.seq, one.at.isoformat(), one.actor, one.actor_name, one.action, action_word(one.action), one.subject_kind,
        one.subject_id, one.subject_label, one.place, one.office, one.data_class, one.because, bytes(one.hash).hex(),
    ]  # fmt: skip
