"""Files of dossiers that the portal handed over: fetched from the portal alone, checked like everything people send."""

import io
import logging
from urllib.parse import urlsplit

import httpx
from django.db import transaction

from haidang.core.cases import actions as cases
from haidang.core.cases.models import Case
from haidang.core.files.receiving import receive
from haidang.kernel.action import Invalid, NotPossible, system
from haidang.kernel.jobs import job

from . import line
from .mapping import FROM_NATIONAL_STORE
from .models import Received

log = logging.getLogger(__name__)
WHO = system("portal")
TIMEOUT, MOST_BYTES = 30.0, 30_000_000


class Unfetched(Exception):
    """The portal did not give a file now; the job is tried again."""


@job(retries=6)
def fetch_files(received: int) -> None:
    """Fetch what is not fetched yet; what cannot be taken is marked with its reason. Raises Unfetched to be tried again."""
    row = Received.objects.select_related("case").get(pk=received)
    way = line.current()
    if row.case is None or way is None:
        return
    missing = False
    for at, one in enumerate(row.files):
        if "done" in one or "why" in one:
            continue
        try:
            row.files[at] = one | _fetched(row.case, one, way)
        except httpx.HTTPError as error:
            log.warning("%s of %s: %s", one["name"], row.code, error)
            missing = True
        with transaction.atomic():
            row.save(update_fields=["files"])
    if missing:
        raise Unfetched(row.code)


def _fetched(case: Case, one: dict[str, str], way: line.Line) -> dict[str, str]:
    if not one["url"] or _origin(one["url"]) != _origin(way.connector.address):
        return {"why": "not an address of the portal"}
    with httpx.Client(trust_env=False, timeout=TIMEOUT, follow_redirects=False) as client:
        answer = client.get(one["url"])
    if answer.status_code >= 500:
        raise httpx.HTTPError(str(answer.status_code))
    if answer.status_code != 200 or len(answer.content) > MOST_BYTES:
        return {"why": f"{answer.status_code}, {len(answer.content)} bytes"}
    known = {part.key for part in case.version.book.procedure.parts}
    part = one["part"] if one["part"] in known else ""
    try:
        held = receive(io.BytesIO(answer.content), name=one["name"], data_class="personal")
        taken_from = f"{FROM_NATIONAL_STORE}{one['name']}"[:60] if one.get("is_from_store") else ""
        cases.attach(WHO, case, held, role="part", part=part, taken_from=taken_from)
    except (Invalid, NotPossible) as error:
        return {"why": str(error)[:300]}
    return {"done": "1"}


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port
