"""The door to a form: where the procedure is filed, what was begun, a new one; and the files of a form."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from haidang.core.cases import queries as cases
from haidang.core.cases.facts import Book
from haidang.core.cases.models import Procedure
from haidang.core.directory import queries as directory
from haidang.core.directory.models import Office
from haidang.core.files.models import File
from haidang.core.forms import actions, queries
from haidang.core.forms.models import Draft
from haidang.kernel.action import PUBLIC, Invalid, NotPossible, system
from haidang.kernel.bilingual import shown
from haidang.kernel.often import counted
from haidang.provinces import connectors
from haidang.web.citizen.device import give_voice, voice_of
from haidang.web.citizen.files import served
from haidang.web.citizen.limits import address_of
from haidang.web.citizen.report.guard import SPAN
from haidang.web.middleware import AskingRequest

from . import keeping
from .walking import first_step, way_of

KIND = "dossier"
BEGUN_AT_MOST = 60
"""Forms begun from one address in ten minutes; behind one a telephone company may have a town."""
MOST_OFFICES = 150
READER = system("app")


@dataclass(frozen=True, slots=True)
class Found:
    """A procedure that takes dossiers, and its facts of today."""

    row: Procedure
    book: Book

    @property
    def name(self) -> str:
        return shown(self.book.procedure.short or self.book.procedure.name)


def found(domain: str, key: str) -> Found:
    """Raises Http404 for one that is not there, not published, or only for officers."""
    row = cases.procedure(domain, key)
    book = cases.books([row]).get(row.pk) if row and row.kind == KIND and row.state == "published" else None
    if row is None or book is None or book.procedure.audience == "officers":
        raise Http404(key)
    return Found(row, book)


@never_cache
@require_http_methods(["GET", "POST"])
def front(request: AskingRequest, domain: str, key: str) -> HttpResponseBase:
    here = found(domain, key)
    where = queries.where_to_file(here.book.procedure)
    if where != "here":
        facts = {
            "here": here,
            "portal": connectors.first("portal") if where == "portal" else None,
            "offices": counters(here.book),
            "is_anywhere": any(one.office_kind == "centre" for one in here.book.procedure.route[:1]),
        }
        return render(request, "citizen/apply/elsewhere.html", facts)
    begun = keeping.drafts(request, here.row)
    if request.method == "POST":
        return _go_on(request, here, begun)
    answer = _page(request, here, begun)
    give_voice(request, answer)
    return answer


def _go_on(request: AskingRequest, here: Found, begun: list[Draft]) -> HttpResponseBase:
    """With the form that was chosen, or with a new one."""
    chosen = next((one for one in begun if one.token == request.POST.get("draft")), None)
    if chosen is None:
        if counted("draft-begin", address_of(request), SPAN) > BEGUN_AT_MOST:
            return _page(request, here, begun, said=_("Có quá nhiều hồ sơ vừa bắt đầu từ mạng này. Chờ vài phút."))
        person = directory.person_of(request.actor)
        who = request.actor if request.actor.kind == "person" else PUBLIC
        try:
            chosen = actions.begin(who, here.row, person=person, device=voice_of(request))
        except (Invalid, NotPossible) as error:
            return _page(request, here, begun, said=str(error))
    answer = redirect("app_apply_step", here.row.domain, here.row.key, chosen.step or first_step(chosen))
    keeping.keep(request, answer, chosen.token)
    give_voice(request, answer)
    return answer


def _page(request: AskingRequest, here: Found, begun: list[Draft], said: str = "") -> HttpResponse:
    unsent = [(one, way_of(one)) for one in begun if not one.is_sent]
    facts = {"here": here, "drafts": unsent, "said": said, "row": here.row, "kept_days": actions.KEPT_FOR.days}
    return render(request, "citizen/apply/front.html", facts, status=409 if said else 200)


def counters(book: Book) -> list[Office]:
    """The offices that take the procedure from people who come in person."""
    route = next(iter(book.procedure.route), None)
    if route is None:
        return []
    if route.office:
        one = directory.office(PUBLIC, route.office)
        return [one] if one else []
    return list(directory.offices(PUBLIC, kind=route.office_kind)[:MOST_OFFICES])


@require_POST
def forget(request: AskingRequest, domain: str, key: str) -> HttpResponseBase:
    """Delete a form from this device and from the centre."""
    here = found(domain, key)
    begun = keeping.drafts(request, here.row)
    chosen = next((one for one in begun if one.token == request.POST.get("draft") and not one.is_sent), None)
    answer = redirect("app_apply", domain, key)
    if chosen is not None:
        actions.forget(queries.holder(chosen, request.actor), chosen, why=_("người làm hồ sơ xóa"))
        keeping.drop(request, answer, chosen.token)
    return answer


@never_cache
@require_GET
def file(request: AskingRequest, domain: str, key: str, token: str) -> HttpResponseBase:
    """A file of one's own form, or its small copy."""
    here = found(domain, key)
    drafts = [one.pk for one in keeping.drafts(request, here.row) if not one.is_sent]
    row = File.objects.filter(token=token, state="kept").select_related("derived_from").first()
    original = (row.derived_from or row) if row else None
    if row is None or original is None or not _is_of(original, drafts):
        raise Http404(token)
    return served(request, READER, row, cache="private, max-age=3600", why=key)


def _is_of(file: File, drafts: list[int]) -> bool:
    return queries.files_of(drafts).filter(file=file).exists()
