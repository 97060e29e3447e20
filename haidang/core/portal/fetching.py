"""Files of dossiers that the portal handed over: fetched from the portal alone, checked like everything people send."""

import io
import logging
from typing import Any
from urllib.parse import urlsplit

import httpx
from django.db import transaction
from django.utils.translation import gettext_noop as msgid

from haidang.core.cases import actions as cases
from haidang.core.cases.models import Case
from haidang.core.files.receiving import receive
from haidang.kernel import outgoing
from haidang.kernel.action import Invalid, NotPossible, system
from haidang.kernel.bilingual import both, same
from haidang.kernel.facts import Words
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


def _fetched(case: Case, one: dict[str, str], way: line.Line) -> dict[str, Any]:
    if not one["url"] or _origin(one["url"]) != _origin(way.connector.address):
        return _because(both(msgid("địa chỉ không phải của Cổng")))
    status, body = _got(one["url"])
    if status >= 500:
        raise httpx.HTTPError(str(status))
    if status != 200:
        return _because(both(msgid("Cổng trả lời %(status)s"), status=status))
    if len(body) > MOST_BYTES:
        return _because(both(msgid("tệp lớn hơn %(most)s MB"), most=MOST_BYTES // 1_000_000))
    known = {part.key for part in case.version.book.procedure.parts}
    part = one["part"] if one["part"] in known else ""
    try:
        held = receive(io.BytesIO(body), name=one["name"], data_class="personal")
        taken_from = f"{FROM_NATIONAL_STORE}{one['name']}"[:60] if one.get("is_from_store") else ""
        cases.attach(WHO, case, held, role="part", part=part, taken_from=taken_from)
    except (Invalid, NotPossible) as error:
        return _because(same(str(error)[:300]))
    return {"done": "1"}


def _got(url: str) -> tuple[int, bytes]:
    """Status and content, read no further than just past what is taken."""
    with (
        outgoing.client(TIMEOUT) as client,
        client.stream("GET", url) as answer,
    ):
        body = bytearray()
        for piece in answer.iter_bytes():
            body += piece
            if len(body) > MOST_BYTES:
                break
        return answer.status_code, bytes(body)


def _because(why: Words) -> dict[str, Any]:
    return {"why": {"vi": why.vi, "en": why.en}}


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port
