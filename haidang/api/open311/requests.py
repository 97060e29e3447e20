"""Service requests: reading those that may be seen, and taking new ones."""

from datetime import datetime, timedelta
from typing import Any, BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.dateparse import parse_datetime

from haidang.core.blocks.marks import What, marks
from haidang.core.blocks.sender import must_be_let_in
from haidang.core.cases import actions, queries
from haidang.core.cases.answering import title_of
from haidang.core.cases.models import Case
from haidang.core.cases.opening import Someone
from haidang.core.directory import queries as directory
from haidang.core.directory.keys import grant_for
from haidang.core.files import queries as files
from haidang.core.files.receiving import Held, receive
from haidang.kernel import clock
from haidang.kernel.action import PUBLIC, Actor
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.geo import Point

from . import services
from .answers import Wrong

MOST, SPAN = 1000, timedelta(days=90)
MOST_MEDIA = 5


def seen(actor: Actor) -> QuerySet[Case]:
    """Published reports for everybody; for a key that reads cases, also what it may see."""
    return queries.reports_for(actor)


def listed(actor: Actor, asked: QueryDict) -> list[Case]:
    """The newest first, at most 1,000 of 90 days, as the standard bounds it. Raises Wrong."""
    rows = seen(actor)
    if ids := asked.get("service_request_id", ""):
        return list(rows.filter(code__in=ids.split(",")[:MOST]))
    if code := asked.get("service_code", ""):
        wanted = [services.found(one).pk for one in code.split(",")]
        rows = rows.filter(procedure__in=wanted)
    if status := asked.get("status", ""):
        rows = rows.filter(_of_status(status))
    start, end = _moment(asked, "start_date"), _moment(asked, "end_date")
    end = end or clock.now()
    start = start or end - SPAN
    if end - start > SPAN:
        raise Wrong(400, "start_date and end_date may be 90 days apart at most")
    return list(rows.filter(opened_at__gte=start, opened_at__lte=end).order_by("-opened_at", "-pk")[:MOST])


def _of_status(text: str) -> Any:
    known = {"open": queries.STATES["open"], "closed": queries.STATES["ended"]}
    wanted = [known[one] for one in text.split(",") if one in known]
    if not wanted:
        raise Wrong(400, "status must be open or closed")
    return wanted[0] if len(wanted) == 1 else queries.STATES[""]


def _moment(asked: QueryDict, name: str) -> datetime | None:
    text = asked.get(name, "").replace(" ", "+")
    if not text:
        return None
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Wrong(400, f"{name} must be a w3 date-time with its zone, as 2026-11-22T09:00:00+07:00")
    return moment


def found(actor: Actor, code: str) -> Case:
    """Raises Http404."""
    case = seen(actor).filter(code=code).first()
    if case is None:
        raise Http404(f"service_request_id {code}")
    return case


def facts(case: Case) -> dict[str, Any]:
    """One request in the words of the standard."""
    state = case.flow.state(case.state)
    return {
        "service_request_id": case.code,
        "status": "open" if case.is_open else "closed",
        "status_notes": case.answer or shown(state.public or state.name),
        "service_name": name_of(case.procedure),
        "service_code": services.code_of(case.procedure),
        "description": case.title,
        "agency_responsible": name_of(case.office),
        "service_notice": "",
        "requested_datetime": _local(case.opened_at),
        "updated_datetime": _local(case.state_at),
        "expected_datetime": _local(case.due_at),
        "address": ", ".join(filter(None, (case.address, name_of(case.place)))),
        "address_id": case.place.key,
        "zipcode": None,
        "lat": case.lat,
        "long": case.lon,
        "media_url": _media_url(case),
    }


def _local(at: datetime | None) -> datetime | None:
    return at.astimezone(clock.HO_CHI_MINH) if at else None


def _media_url(case: Case) -> str | None:
    """The first photo that everybody may see."""
    shown_ones = [one.file for one in queries.papers(case, public_only=True)]
    copies = files.copies_of(shown_ones, "public")
    token = next((copies[one.pk].token for one in shown_ones if one.pk in copies), None)
    return reverse("app_file", args=[token]) if token else None


def taken(
    actor: Actor, given: QueryDict, media: "MultiValueDict[str, UploadedFile[Any]]", *, simulated: bool = False
) -> Case:
    """Open a case from what was posted. Raises Wrong, Invalid, KeptOut, Http404."""
    must_be_let_in()
    code = given.get("service_code", "")
    if not code:
        raise Wrong(400, "service_code was not provided")
    procedure = services.found(code)
    point = _point(given)
    place = directory.commune_at(point) if point else directory.place_on(given.get("address_id", ""), clock.today())
    if place is None:
        raise Wrong(400, "give lat and long inside the province, or an address_id (the code of a commune)")
    text = given.get("description", "").strip()
    return actions.open_case(
        actor,
        procedure,
        title=title_of(text, procedure.name_vi),
        text=text,
        place=place,
        point=point,
        address=given.get("address_string", "")[:300],
        answers=services.answers(procedure, _attributes(given)),
        channel="api",
        people=list(_people(given)),
        files=_held(media),
        is_anonymous=True,
        is_simulated=simulated,
    )


def sender_of(actor: Actor, address: str, given: QueryDict) -> dict[What, str]:
    """By what a block knows who sent it. One key and one address may carry the reports of many: through a key only the
    telephone number tells them apart."""
    phone = given.get("phone", "")
    return marks(phone=phone) if actor != PUBLIC else marks(address=address, phone=phone)


def _point(given: QueryDict) -> Point | None:
    lat, lon = given.get("lat", ""), given.get("long", "")
    if not (lat or lon):
        return None
    try:
        return Point(float(lon), float(lat))
    except ValueError:
        raise Wrong(400, "lat and long must be numbers in degrees (WGS 84)") from None


def _attributes(given: QueryDict) -> dict[str, Any]:
    """`attribute[code]=x`, and `attribute[code][]=x` for several values."""
    found: dict[str, Any] = {}
    for name in given:
        if name.startswith("attribute[") and "]" in name:
            key, is_many = name[len("attribute[") : name.index("]")], name.endswith("[]")
            found[key] = given.getlist(name) if is_many else given.get(name, "")
    return found


def _people(given: QueryDict) -> list[Someone]:
    name = " ".join(filter(None, (given.get("last_name", ""), given.get("first_name", ""))))
    if not any((name, given.get("phone"), given.get("email"))):
        return []
    return [Someone("reporter", name=name, phone=given.get("phone", ""), email=given.get("email", ""))]


def _held(media: "MultiValueDict[str, UploadedFile[Any]]") -> list[Held]:
    uploads = [one for name in ("media", "media[]") for one in media.getlist(name)][:MOST_MEDIA]
    return [
        receive(cast(BinaryIO, one), name=one.name or "", data_class="personal", families=frozenset({"image", "video"}))
        for one in uploads
    ]


def actor_of(request: HttpRequest) -> Actor:
    """Whoever owns the key in `api_key`; without one the public. Raises Wrong for a key that is none."""
    token = request.POST.get("api_key") or request.GET.get("api_key") or ""
    if not token:
        return PUBLIC
    grant = grant_for(token)
    if grant is None:
        raise Wrong(403, "api_key is not valid")
    return grant.actor
