"""What people ask of documents: those of a case, what waits for one's signature, somebody's own papers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from django.db.models import F, Q, QuerySet
from django.utils.translation import get_language

from haidang.core.cases.models import Case
from haidang.core.directory.models import Person
from haidang.core.directory.queries import decide, visible
from haidang.core.files.models import File
from haidang.core.files.store import store as contents
from haidang.kernel import clock, keyset
from haidang.kernel.action import Actor, Refused

from . import actions, drawing
from .kinds import kinds
from .models import Document, OwnPaper, Share, Signing

STATES = ("waiting", "draft", "signed", "void")
FOR_CITIZEN = ("signed", "void")


def of_case(actor: Actor, case: Case) -> list[Document]:
    """The documents of a case, newest first: officers who read the case see all, its citizen what is signed or theirs to sign."""
    rows = case.documents.select_related("office", "file", "case").order_by("-pk")
    if actor.kind != "public" and str(case.person_id) != actor.id and decide(actor, "case.read", case):
        return list(rows)
    if actor.id in (case.code, str(case.person_id)):
        return [one for one in rows if one.state in FOR_CITIZEN or one.facts_of_kind.signer == "citizen"]
    return []


def by_code(actor: Actor, code: str) -> Document | None:
    """For whoever reads its case."""
    return _seen(actor).filter(code=code).first()


def to_sign(actor: Actor) -> list[Document]:
    """What waits for the actor's signature, the nearest deadline of its case first."""
    rows = _seen(actor).filter(state="waiting").order_by(F("case__due_at").asc(nulls_last=True), "pk")
    own = {key for key, one in kinds().items() if one.signer == "citizen"}
    return [one for one in rows.exclude(kind__in=own)[:300] if may_sign(actor, one)]


def may_sign(actor: Actor, document: Document) -> bool:
    try:
        actions.must_sign(actor, document)
    except Refused:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Document]
    after: str


def listed(actor: Actor, state: str, *, words: str = "", kind: str = "", after: str = "", limit: int = 50) -> Page:
    """Documents in a state, newest first; `words` are a number, a code or a case's code."""
    rows = _seen(actor).filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    for word in words.split():
        rows = rows.filter(Q(number__icontains=word) | Q(code__icontains=word) | Q(case__code__icontains=word))
    if after:
        rows = rows.filter(keyset.older("drafted_at", after))
    found = list(rows.order_by("-drafted_at", "-pk")[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return Page(found[:limit], keyset.said(last.drafted_at, last.pk) if last else "")


def open_pdf(actor: Actor, document: Document) -> BinaryIO:
    """The PDF; somebody else's look at it is journalled. Raises Refused, FileNotFoundError while it is not set yet."""
    if document.file is None or document.file.state != "kept":
        raise FileNotFoundError(document.code)
    actions.look(actor, document)
    return contents().open(document.file.sha256)


def has_reading_copy(document: Document) -> bool:
    """Whether it can be read in the active language, which is another than its own: what was set here can."""
    return get_language() != drawing.OFFICIAL and document.file_id is not None and document.origin == ""


def reading_copy(actor: Actor, document: Document) -> bytes:
    """The PDF in the active language, to read and not to show; a look like any other.

    Raises Refused, FileNotFoundError where there is none, workshop.Broke.
    """
    if not has_reading_copy(document):
        raise FileNotFoundError(document.code)
    actions.look(actor, document)
    return drawing.press(document, get_language() or drawing.OFFICIAL)[0]


def signing(actor: Actor, token: str) -> Signing | None:
    """A request of the actor's own, or of the case whose link they hold."""
    found = Signing.objects.filter(token=token).first()
    if found is None:
        return None
    if actor.kind == "public":
        return found if found.parts.filter(document__case__code=actor.id).exists() else None
    return found if str(found.person_id) == actor.id else None


def under_way(documents: Sequence[Document]) -> dict[int, Signing]:
    """Requests that are waited for, by the number of the document."""
    rows = Signing.objects.filter(state="waiting", parts__document__in=documents, parts__is_open=True)
    return {part.document_id: one for one in rows.prefetch_related("parts") for part in one.parts.all()}


@dataclass(frozen=True, slots=True)
class Stored:
    """One paper of somebody's own. `paper` is its name in procedures' results and parts, "" where it has none.

    is_verified: made here and signed, or compared with the original by an officer.
    """

    key: str
    paper: str
    name: str
    file: File
    since: datetime
    valid_to: date | None
    is_verified: bool
    document: Document | None = None
    own_paper: OwnPaper | None = None

    @property
    def is_valid(self) -> bool:
        return self.valid_to is None or self.valid_to >= clock.today()


def store(actor: Actor, person: Person) -> list[Stored]:
    """The papers of a citizen, newest first: for themselves alone (and the program). Raises Refused."""
    if actor.kind != "system" and actor.id != str(person.pk):
        decision = decide(actor, "own_paper.read", OwnPaper(person=person))
        raise Refused(decision.because)
    results = Document.objects.filter(
        Q(owner=person) | Q(case__person=person), kind="result", state="signed", file__state="kept"
    )
    uploads = OwnPaper.objects.filter(person=person, removed_at=None, file__state="kept").select_related("file")
    found = [_of_document(one) for one in results.select_related("file", "case", "office").distinct()]
    found += [
        Stored(one.token, one.paper, one.name, one.file, one.added_at, one.valid_to, one.verified_at is not None, own_paper=one)
        for one in uploads
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.since, reverse=True)


def _of_document(one: Document) -> Stored:
    if one.file is None:
        raise ValueError(one.code)
    since = one.signed_at or one.drafted_at
    return Stored(one.code, one.paper, one.name, one.file, since, one.valid_to, is_verified=True, document=one)


def stored(actor: Actor, person: Person, key: str) -> Stored | None:
    return next((one for one in store(actor, person) if one.key == key), None)


def shares_of(actor: Actor, person: Person) -> list[Share]:
    """What somebody shares now, for themselves."""
    if actor.id != str(person.pk):
        return []
    rows = Share.objects.filter(person=person, ended_at=None, until__gte=clock.today())
    return list(rows.select_related("office", "document", "own_paper").order_by("-from_at"))


def shared_with(actor: Actor) -> QuerySet[Share]:
    """What citizens share with the actor's office now."""
    rows = Share.objects.filter(visible(actor, Share), ended_at=None, until__gte=clock.today())
    if actor.kind == "person":
        rows = rows.exclude(person=int(actor.id))
    return rows.select_related("person", "office", "document__file", "own_paper__file").order_by("-from_at")


def _seen(actor: Actor) -> QuerySet[Document]:
    rows = Document.objects.filter(visible(actor, Document))
    return rows.select_related(
        "case__place", "case__office", "case__version", "case__procedure", "office", "file", "owner"
    )
