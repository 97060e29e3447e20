"""The life of a document: drafted, composed, waiting for a signature, signed, void. Remote signatures: `signing`."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.audit.models import Event
from haidang.core.cases.models import Case
from haidang.core.directory.queries import decide, person_of
from haidang.core.files.receiving import Held
from haidang.core.files.store import store
from haidang.kernel import clock
from haidang.kernel.action import Actor, Doing, Invalid, NotPossible, Refused, action, system
from haidang.kernel.bilingual import both, same
from haidang.kernel.given import bounded, needed
from haidang.kernel.jobs import later
from haidang.kernel.manifest import Words

from . import drawing, effects, jobs, saying, seals
from .checking import worth
from .crafts import workshop
from .kinds import kinds
from .models import Document
from .under_way import begun, changing, held, keep, must_be, named, say

PROGRAM = system("documents")
LOOK_LASTS = timedelta(hours=1)
"""A second look at the same document within this is the same look."""
SECONDS = 30


@action("document.draft")
def draft(
    do: Doing, case: Case, kind: str, *, name: Words | None = None, facts: dict[str, Any] | None = None, text: str = "",
    paper: str = "", by_name: str = "",
) -> Document:  # fmt: skip
    """Begin a document of a case; the worker sets it, and then it waits for its signature. Raises Invalid."""
    if kind not in kinds():
        raise Invalid("kind", _("Chọn một trong: %(kinds)s.") % {"kinds": ", ".join(kinds())}, kind)
    told = (facts or {}) | ({"text": bounded("text", text.strip())} if text.strip() else {})
    office = case.first_office if kind == "receipt" else case.office
    document = begun(do, case, kind, office, name or kinds()[kind].name, told)
    document.paper, document.by_name = paper, by_name or document.by_name
    document.signer_name = document.by_name if kinds()[kind].signer == "officer" else ""
    if kind == "result":
        document.valid_to = saying.end_of(told.get("valid_for", ""), clock.day_of(do.at))
    document.save()
    do.about(document)
    later(jobs.compose, document=document.pk)
    return document


def declaration(actor: Actor, case: Case) -> Document:
    """The citizen's declaration of what they answered, for them to sign; the one that waits already, if there is one."""
    waiting = case.documents.filter(kind="declaration", state__in=("draft", "waiting", "signed")).first()
    return waiting or declare(actor, case)


@action("case.declare")
def declare(do: Doing, case: Case) -> Document:
    """Raises NotPossible when there are no answers to declare."""
    do.about(case)
    if not case.is_open or not saying.answers(case, without_person=False):
        raise NotPossible(_("Hồ sơ này không có tờ khai điện tử để ký."))
    return draft(PROGRAM, case, "declaration", by_name=do.actor.name)


def compose(document: Document) -> Document:
    """Set it as PDF, once; what an officer issues is sealed at the same time where a seal is there.

    Outside any transaction: a page takes a moment. Raises workshop.Broke.
    """
    if document.file_id is not None or document.state != "draft":
        return document
    body, pages, place = drawing.press(document)
    drawn, sealed = held(document, body, pages), None
    if document.facts_of_kind.signer == "officer" and seals.is_there():
        sealed = _sealed(document, body, pages, place)
    return _composed(PROGRAM, document, drawn, place, sealed)


def _sealed(document: Document, body: bytes, pages: int | None, place: list[float]) -> tuple[Held, str]:
    name = seals.name_on_seal(document.office)
    look = drawing.stamp(name, document.signer_name, clock.now(), is_trial=True)
    given = (
        body,
        seals.secret(),
        document.office.code,
        name,
        look,
        place,
        drawing.reason_of(document),
        seals.time_stamps(),
    )
    sealed, level = workshop.press.ask("pades:seal", *given, seconds=SECONDS)
    return held(document, sealed, pages), level


@action("document.compose")
def _composed(
    do: Doing, document: Document, drawn: Held, place: list[float], sealed: tuple[Held, str] | None
) -> Document:
    with changing(do, document) as document:
        if document.state != "draft" or document.file_id is not None:
            return document
        document.drawn = document.file = keep(do, document, drawn)
        document.place, document.state, document.waiting_at = place, "waiting", do.at
        if sealed is not None:
            put_signed(do, document, *sealed, who=document.signer_name, is_trial=True)
        else:
            effects.waits(do, document)
    return document


def must_sign(actor: Actor, document: Document) -> None:
    """Raises Refused unless the actor may sign it: a leader what is a leader's, the citizen what they declare."""
    if document.facts_of_kind.signer == "citizen":
        decision = decide(actor, "document.declare", document)
    elif document.needs_leader and actor.kind != "system":
        decision = decide(actor, "case.sign", document.case)
    else:
        decision = decide(actor, "document.sign", document)
    if not decision:
        raise Refused(decision.because)


def sign_here(actor: Actor, document: Document, *, seen: int | None = None) -> Document:
    """Sign with the seal of its office that is kept here. `seen` is the file the signer was looking at.

    Raises Refused, NotPossible, workshop.Broke.
    """
    must_sign(actor, document)
    must_be(document, "waiting")
    if not seals.is_there():
        raise NotPossible(_("Máy chủ này không giữ con dấu của cơ quan; hãy ký từ xa hoặc nạp bản đã ký."))
    if document.facts_of_kind.signer == "citizen" or document.file is None:
        raise NotPossible(_("Văn bản này do người khai tự ký."))
    with store().open(document.file.sha256) as content:
        body = content.read()
    document.signer_name = actor.name
    sealed, level = _sealed(document, body, document.file.pages, document.place)
    return _signed_here(actor, document, sealed, level, seen or document.file_id or 0)


@action("document.sign")
def _signed_here(do: Doing, document: Document, sealed: Held, level: str, seen: int) -> Document:
    with changing(do, document) as document:
        must_be(document, "waiting")
        if document.file_id != seen:
            raise NotPossible(_("Văn bản vừa được soạn lại; đọc bản mới rồi ký."))
        document.signer = person_of(do.actor)
        put_signed(do, document, sealed, level, who=do.actor.name, is_trial=True)
    return document


def put_signed(do: Doing, document: Document, signed: Held, level: str, *, who: str, is_trial: bool) -> None:
    """Within an action: the signed PDF takes the place of the drawn one, and what follows from it happens."""
    document.file = keep(do, document, signed)
    document.state, document.signed_at, document.level = "signed", do.at, level
    document.signer_name, document.is_trial, document.returned = who, is_trial, ""
    document.save()
    effects.signed(do, document)


@action("document.return")
def send_back(do: Doing, document: Document, *, reason: str) -> Document:
    """Not signed like this: back to whoever prepares it, with what is wrong."""
    with changing(do, document) as document:
        must_be(document, "waiting")
        if document.signing_parts.filter(is_open=True).exists():
            raise NotPossible(_("Văn bản đang chờ xác nhận trên điện thoại của người ký; chờ xong hoặc hết hạn."))
        document.state, document.waiting_at = "draft", None
        document.returned = needed("reason", reason)
        say(
            do,
            document,
            both(msgid("Trả lại %(name)s %(number)s: %(why)s"), why=document.returned, **named(document)),
            for_citizen=False,
        )
        effects.returned(do, document)
    return document


@action("document.redraft")
def redraft(do: Doing, document: Document, *, text: str = "", facts: dict[str, Any] | None = None) -> Document:
    """Say it differently before it is signed: it is set anew under the same number."""
    with changing(do, document) as document:
        must_be(document, "draft", "waiting")
        if document.signing_parts.filter(is_open=True).exists():
            raise NotPossible(_("Văn bản đang chờ xác nhận trên điện thoại của người ký; chờ xong hoặc hết hạn."))
        document.facts = document.facts | {"text": bounded("text", text.strip())} | (facts or {})
        document.state, document.file, document.drawn, document.returned = "draft", None, None, ""
        document.waiting_at, document.drafted_at = None, do.at
        later(jobs.compose, document=document.pk)
    return document


@action("document.void")
def void(do: Doing, document: Document, *, reason: str) -> Document:
    """Take it back for good. The check page says so to whoever still holds it."""
    with changing(do, document) as document:
        must_be(document, "draft", "waiting", "signed")
        was_signed = document.state == "signed"
        document.void_reason = needed("reason", reason)
        document.state, document.voided_at = "void", do.at
        document.signing_parts.update(is_open=False)
        line = both(msgid("Hủy %(name)s %(number)s: %(why)s"), why=document.void_reason, **named(document))
        say(do, document, line, for_citizen=was_signed)
    return document


def attach_signed(
    actor: Actor, case: Case, sent: Held, *, name: str = "", document: Document | None = None
) -> Document:
    """A PDF that was signed with another tool: a result, or the signed form of a document that waits here.

    Its signature is examined first. Raises Invalid when it has none, has been changed, or nobody trusted answers for it.
    """
    with store().open(sent.sha256) as content:
        found = worth(content.read())
    if not found.signatures:
        raise Invalid("file", _("Tệp này chưa có chữ ký số. Ký xong rồi nạp lại."), sent.name)
    last = found.signatures[-1]
    if not (last.is_whole and last.is_valid):
        raise Invalid("file", _("Tệp đã bị sửa sau khi ký, chữ ký không còn đúng. Lấy lại bản gốc."), sent.name)
    if not last.is_trusted:
        remedy = _("Chưa tin được chứng thư của người ký “%(by)s”: quản trị đặt chứng thư gốc vào thư mục trust.")
        raise Invalid("file", remedy % {"by": last.by}, sent.name)
    if document is not None and found.check_code != document.check_code:
        raise Invalid("file", _("Đây không phải bản đã ký của %(number)s.") % {"number": document.number}, sent.name)
    return _attached(actor, case, sent, name, document, last.by, "B-T" if last.is_stamped else "B-B", last.is_trial)


@action("document.attach")
def _attached(
    do: Doing, case: Case, sent: Held, name: str, document: Document | None, who: str, level: str, is_trial: bool
) -> Document:
    if document is None:
        facts = same(name.strip()) if name.strip() else kinds()["result"].name
        document = begun(do, case, "result", case.office, facts, {})
        document.origin, document.paper = "outside", _paper_of(case)
        document.save()
    with changing(do, document) as document:
        must_be(document, "draft", "waiting")
        put_signed(do, document, sent, level, who=who, is_trial=is_trial)
    return document


def _paper_of(case: Case) -> str:
    return next((one.paper for one in case.version.book.procedure.results if one.paper), "")


def look(actor: Actor, document: Document) -> None:
    """Journal that somebody opens it who is not the one it belongs to; once an hour. Raises Refused."""
    is_own = actor.kind == "person" and str(document.owner_id) == actor.id
    if is_own or actor.kind == "system" or actor.id == document.link_holder:
        return
    about = {"action": "document.look", "subject_kind": "document", "subject_id": str(document.pk)}
    if not Event.objects.filter(**about, actor=str(actor), at__gte=clock.now() - LOOK_LASTS).exists():
        _look(actor, document)


@action("document.look")
def _look(do: Doing, document: Document) -> None:
    do.about(document, why=document.case.code)
