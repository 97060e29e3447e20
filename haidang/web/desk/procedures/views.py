"""The catalogue, one procedure with its versions side by side, a version of before, the page people will see."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from haidang.core.audit import queries as audit
from haidang.core.cases import queries as cases
from haidang.core.cases.facts import Book
from haidang.core.cases.models import Procedure
from haidang.core.directory.permissions import decide
from haidang.core.procedures import queries
from haidang.core.procedures.actions import may_publish_own
from haidang.core.procedures.changes import changes
from haidang.kernel import registry
from haidang.kernel.bilingual import name_of, shown
from haidang.web.citizen.catalogue.fields import field_words
from haidang.web.citizen.catalogue.views import sheet
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

from . import listing, routing
from .facts_shown import sections
from .listing import Asked, kind_words, state_words

HTMX = "HX-Request"


def found(domain: str, key: str) -> Procedure:
    procedure = cases.procedure(domain, key)
    if procedure is None or not procedure.number:
        raise Http404(key)
    return procedure


@require_GET
@room("procedure.read")
def listed(request: AskingRequest) -> HttpResponse:
    """The whole page, or for htmx the list alone."""
    facts = listing.facts(Asked.by(request.GET)) | {"here": request.get_full_path()}
    if request.headers.get(HTMX) == "true":
        return render(request, "desk/procedures/_list.html", facts)
    facts |= {
        "may_templates": bool(decide(request.actor, "template.read")),
        "may_create": bool(decide(request.actor, "procedure.create")),
    }
    return render(request, "desk/procedures/list.html", facts)


@require_GET
@room("procedure.read")
def one(request: AskingRequest, domain: str, key: str) -> HttpResponse:
    procedure = found(domain, key)
    return render(request, "desk/procedures/one.html", facts_of(request, procedure))


def facts_of(request: AskingRequest, procedure: Procedure) -> dict[str, Any]:
    version, draft = queries.current(procedure), queries.draft(procedure)
    return head(procedure) | {
        "version": version,
        "sections": sections(version.book),
        "about": shown(version.book.procedure.about),
        "versions": queries.versions(procedure),
        "from_file": queries.from_file(procedure, version.book) if version.origin != "manifest" else [],
        "draft": draft,
        "draft_changes": changes(version.book, queries.draft_book(draft)) if draft else [],
        "may_publish_it": draft is not None and may_publish_own(request.actor, draft),
        "may": {
            verb: bool(decide(request.actor, f"procedure.{verb}", procedure))
            for verb in ("create", "change", "discard", "publish", "unschedule", "retire", "reopen", "restore", "route")
        },
        "uncertain": queries.uncertain(version.book),
        "events": audit.history(request.actor, procedure, limit=12),
        **routing.facts(request, procedure, version.book),
    }


def head(procedure: Procedure) -> dict[str, Any]:
    """What every page of a procedure says at its top."""
    domain = registry.domains().get(procedure.domain)
    return {
        "procedure": procedure,
        "name": name_of(procedure),
        "field": field_words(procedure.field),
        "kind": kind_words(procedure.kind),
        "state": state_words(procedure.state),
        "domain_name": shown(domain.short) if domain else procedure.domain,
    }


@require_GET
@room("procedure.read")
def version(request: AskingRequest, domain: str, key: str, number: int) -> HttpResponse:
    """One version beside the one that counts today."""
    procedure = found(domain, key)
    other = queries.version(procedure, number)
    if other is None:
        raise Http404(str(number))
    now = queries.current(procedure)
    facts = head(procedure) | {
        "version": other,
        "now": now,
        "sections": sections(other.book),
        "changes": changes(other.book, now.book),
    }
    return render(request, "desk/procedures/version.html", facts)


@require_GET
@room("procedure.read")
def preview(request: AskingRequest, domain: str, key: str) -> HttpResponse:
    """The page people will see, from the draft when there is one."""
    procedure = found(domain, key)
    draft = queries.draft(procedure)
    book: Book = queries.draft_book(draft) if draft else queries.current(procedure).book
    facts = sheet(procedure, book) | {"draft": draft}
    return render(request, "desk/procedures/preview.html", facts)
