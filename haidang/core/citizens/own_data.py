"""The rights over one's own data: a copy, and the end of the account (Law 91/2025/QH15)."""

import hashlib
import json
import secrets
import zipfile
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from haidang.core.cases import queries as cases
from haidang.core.cases.models import Case, Party, Support
from haidang.core.directory.models import Person
from haidang.core.directory.signing_in import sessions
from haidang.core.files.models import File
from haidang.core.files.store import store
from haidang.core.notices.models import Message, Notice
from haidang.kernel import clock, home
from haidang.kernel.action import Doing, NotPossible, action
from haidang.kernel.bilingual import shown
from haidang.kernel.jobs import job, later

from . import queries
from .copy_page import readable
from .models import Citizen, Deletion, Export, OneTimeCode, Wishes

EXPORT_LASTS = timedelta(hours=24)
SECOND_THOUGHTS = timedelta(days=7)
ASKED_AGAIN_AFTER = timedelta(minutes=10)

more_to_export: dict[str, Callable[[Person], Iterable[dict[str, Any]]]] = {}
"""What higher apps keep of a person, under the name it has in the copy: drafts, papers, payments. Filled at start."""
more_to_delete: list[Callable[[Person], int]] = []
"""What higher apps delete with an account; each says how many it was."""


@action("citizen.export")
def ask_for_copy(do: Doing, citizen: Citizen) -> Export:
    """Everything as a ZIP, made by the worker. Raises NotPossible while one is being made or was just asked for."""
    rows = Export.objects.filter(person=citizen.person)
    if rows.filter(asked_at__gt=do.at - ASKED_AGAIN_AFTER).exclude(state="gone").exists():
        raise NotPossible(_("Bản sao đang được làm hoặc vừa làm xong; xem ở dưới."))
    export = Export.objects.create(person=citizen.person, token=secrets.token_urlsafe(24), asked_at=do.at)
    do.about(citizen, export=export.pk)
    later(make_copy, export=export.pk)
    return export


@job(retries=3)
def make_copy(export: int) -> None:
    row = Export.objects.select_related("person").get(pk=export)
    if row.state == "waiting" and row.person.is_active:
        row.size = write_copy(row).stat().st_size
        row.state, row.ready_at = "ready", clock.now()
        row.save(update_fields=["size", "state", "ready_at"])


def folder() -> Path:
    where = home.folder("exports")
    where.mkdir(mode=0o700, parents=True, exist_ok=True)
    return where


def path_of(export: Export) -> Path:
    return folder() / f"{hashlib.sha256(export.token.encode()).hexdigest()}.zip"


def is_open(export: Export) -> bool:
    return export.state == "ready" and export.ready_at is not None and clock.now() < export.ready_at + EXPORT_LASTS


def write_copy(export: Export) -> Path:
    """The ZIP: data.json, the files that were sent, and index.html to read it by."""
    person, target = export.person, path_of(export)
    with override(person.language):
        facts = everything(person)
        page = readable(facts)
    target.touch(mode=0o600)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(facts, ensure_ascii=False, indent=1, default=str))
        archive.writestr("index.html", page)
        for file in _sent_files(person):
            archive.write(store().local(file.sha256), f"files/{file.pk}-{file.name}")
    return target


def everything(person: Person) -> dict[str, Any]:
    """What is kept of a person, as plain data."""
    return {
        "made_at": clock.now(),
        "account": {"account": person.account, "created_at": person.created_at, "language": person.language},
        "claims": list(person.claims.values("name", "value", "source", "level", "at")),
        "identities": list(person.identities.values("kind", "issuer", "subject", "level", "linked_at", "used_at")),
        "passkeys": list(person.passkeys.values("name", "added_at", "used_at")),
        "agreements": list(person.agreements.values("text", "version", "at", "withdrawn_at")),
        "places": [{"place": str(one.place), "name": one.name} for one in queries.places_of(person)],
        "cases": [_case(one) for one in cases.mine(person.as_actor(), limit=10_000)],
        "messages": list(Notice.objects.filter(to_person=person).values("created_at", "title_vi", "body_vi")),
        "sent_outside": list(Message.objects.filter(person=person).values("channel", "address", "text", "sent_at")),
        "corrections": list(
            person.corrections.values("name", "wanted", "why", "state", "answer", "asked_at", "answered_at")
        ),
        "looks": _looks(person),
        **{name: list(read(person)) for name, read in more_to_export.items()},
    }


def _case(case: Case) -> dict[str, Any]:
    return {
        "code": case.code,
        "what": shown(case.version.book.procedure.name),
        "title": case.title,
        "text": case.text,
        "answers": case.answers,
        "place": str(case.place),
        "address": case.address,
        "opened_at": case.opened_at,
        "state": shown(case.flow.state(case.state).name),
        "answer": case.answer,
        "people": list(Party.objects.filter(case=case).values("role", "name", "phone", "email", "identity", "address")),
        "log": [{"at": one.at, "text": shown(one.text)} for one in cases.lines(case, for_citizen=True)],
    }


def _looks(person: Person) -> list[dict[str, Any]]:
    found, before = [], None
    while True:
        page = queries.who_looked(person.as_actor(), person, before=before, limit=200)
        found += [
            {"at": one.look.at, "who": one.who, "office": one.office, "what": one.what, "why": one.look.why}
            for one in page.rows
        ]
        if page.before is None:
            return found
        before = page.before


def _sent_files(person: Person) -> list[File]:
    return list(File.objects.filter(person=person, derived_from=None, state="kept").order_by("pk"))


@action("citizen.delete")
def ask_to_delete(do: Doing, citizen: Citizen) -> Deletion:
    """Begin the end of an account: it is deleted in seven days unless its owner changes their mind."""
    waiting = queries.deletion(citizen.person)
    if waiting is not None:
        raise NotPossible(_("Tài khoản đã có yêu cầu xóa %(code)s.") % {"code": waiting.code})
    code = f"XD-{do.at:%y%m%d}-{secrets.token_hex(3).upper()}"
    row = Deletion.objects.create(person=citizen.person, code=code, asked_at=do.at, due_at=do.at + SECOND_THOUGHTS)
    do.about(citizen, code=code, due_at=row.due_at)
    return row


@action("citizen.keep")
def change_ones_mind(do: Doing, citizen: Citizen) -> None:
    """Take the wish to delete back. Raises NotPossible when there is none."""
    row = queries.deletion(citizen.person)
    if row is None:
        raise NotPossible(_("Không có yêu cầu xóa nào đang chờ."))
    row.cancelled_at = do.at
    row.save(update_fields=["cancelled_at"])
    do.about(citizen, code=row.code)


@action("citizen.erase")
def erase(do: Doing, citizen: Citizen, row: Deletion) -> None:
    """Delete what the law lets us delete. Cases and their logs stay; published reports lose their link to the person.

    The event is the proof: what was deleted, how many, under which code; it names nobody.
    """
    person = citizen.person
    gone = {
        name: getattr(person, name).all().delete()[0]
        for name in (
            "claims", "identities", "passkeys", "places_followed", "subscriptions", "agreements", "corrections", "exports",
            "proxies_given", "proxies_taken",
        )
    }  # fmt: skip
    OneTimeCode.objects.filter(address__in=[one for one in (person.phone, person.email) if one]).delete()
    Message.objects.filter(person=person).delete()
    gone["wishes"] = Wishes.objects.filter(person=person).delete()[0]
    gone["more"] = sum(delete(person) for delete in more_to_delete)
    gone["published_reports_unlinked"] = _unlink_published(person)
    sessions.end_all(person)
    person.is_active, person.phone, person.email = False, "", ""
    person.save(update_fields=["is_active", "phone", "email"])
    row.done_at = do.at
    row.save(update_fields=["done_at"])
    do.about(citizen, code=row.code, deleted=gone)


def _unlink_published(person: Person) -> int:
    rows = Case.objects.filter(person=person, published_at__isnull=False)
    Party.objects.filter(person=person, case__in=rows).update(person=None)
    Support.objects.filter(person=person).update(person=None)
    return rows.update(person=None)
