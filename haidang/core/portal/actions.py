"""Everything that is said to the portal, asked of it and taken from it. Each action leaves one event."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.cases import actions as cases
from haidang.core.cases import log
from haidang.core.cases.models import Case
from haidang.core.cases.models import Procedure as ProcedureRow
from haidang.kernel import clock
from haidang.kernel.action import Doing, Invalid, NotPossible, action
from haidang.kernel.bilingual import both
from haidang.kernel.jobs import later

from . import client, line, mapping, outbox, reading
from .models import Catalogued, Copy, Message, Received
from .reading import Dossier


@action("portal.send")
def send(do: Doing, message: Message) -> Message:
    """Say one message. Raises client.Failed."""
    way = _line()
    message = Message.objects.select_related("case__procedure", "case__version", "case__office", "case__place").get(
        pk=message.pk
    )
    do.about(message, service=message.service, case=message.case.code)
    copy, _is_new = Copy.objects.get_or_create(
        case=message.case, defaults={"code": message.case.code, "origin": "here"}
    )
    tell = _tell_dossier if message.service == outbox.DOSSIER else _tell_progress
    tell(message, copy, way)
    message.state, message.ended_at, message.answer = "sent", do.at, message.answer or "0"
    message.save()
    return message


def _line() -> line.Line:
    found = line.current()
    if found is None:
        raise NotPossible(_("Tỉnh chưa mở kết nối với Cổng dịch vụ công quốc gia (connectors.toml, kind = portal)."))
    return found


def _tell_dossier(message: Message, copy: Copy, way: line.Line) -> None:
    """Whether it is new there is asked, not remembered: an answer may have been lost."""
    portal = client.portal(way)
    _catalogue(portal, message.case.procedure)
    is_known = copy.sent_at is not None or portal.look_up(copy.code) is not None
    body = {"isUpdating": way.flag(is_known), "data": [mapping.dossier(message.case, way) | {"MaHoSo": copy.code}]}
    message.body = mapping.without_contents(body, way)
    Message.objects.filter(pk=message.pk).update(body=message.body)
    answer = portal.call(outbox.DOSSIER, **body)
    message.answer = _said(answer)
    copy.sent_at = copy.sent_at or message.tried_at
    copy.save()


def _catalogue(portal: client.Portal, procedure: ProcedureRow) -> None:
    """Name and field of a procedure as the portal has them, asked once."""
    if not procedure.code or Catalogued.objects.filter(code=procedure.code).exists():
        return
    found = portal.procedure(procedure.code)
    fields = (found or {}).get("LINHVUCTHUCHIEN") or [{}]
    field = fields[0] if isinstance(fields, list) and isinstance(fields[0], dict) else {}
    Catalogued.objects.get_or_create(
        code=procedure.code,
        defaults={
            "name": str((found or {}).get("TENTTHC", ""))[:1000], "field_code": str(field.get("MALINHVUC", ""))[:40],
            "field_name": str(field.get("TENLINHVUC", ""))[:400], "is_known": found is not None, "asked_at": clock.now(),
        },
    )  # fmt: skip


def _tell_progress(message: Message, copy: Copy, way: line.Line) -> None:
    """The states it has come into since the portal was told last."""
    stays = message.case.stays.select_related("office", "officer").order_by("pk")
    stays = stays.filter(pk__gt=copy.told_id) if copy.told_id else stays
    new = list(stays)
    entries = [entry for entry in (mapping.progress(message.case, one) for one in new) if entry["TrangThai"]]
    if not entries:
        message.body = {"data": []}
        return
    body: dict[str, Any] = {"data": [one | {"MaHoSo": copy.code} for one in entries]}
    message.body = body
    message.answer = _said(client.portal(way).call(outbox.PROGRESS, **body))
    copy.told = new[-1]
    copy.save(update_fields=["told"])


def _said(answer: dict[str, Any]) -> str:
    """What the portal answered, in a word or two."""
    words = answer.get("message") or answer.get("result") or "OK"
    return f"{words}"[:1000]


@action("portal.retry")
def retry(do: Doing, message: Message) -> Message:
    """Say again what the portal would not have or did not hear, now. Raises NotPossible when it was said."""
    message = Message.objects.select_for_update(of=("self",)).select_related("case").get(pk=message.pk)
    if message.state not in ("refused", "waiting"):
        raise NotPossible(_("Tin này đã gửi hoặc đang gửi."))
    do.about(message, case=message.case.code)
    waiting = Message.objects.filter(case=message.case, service=message.service, state="waiting").exclude(pk=message.pk)
    if message.state == "refused" and waiting.exists():
        waiting.update(next_at=do.at)
        message.state = "dropped"
    else:
        message.state, message.next_at, message.ended_at = "waiting", do.at, None
    message.save(update_fields=["state", "next_at", "ended_at"])
    later(outbox.send_due)
    return message


@action("portal.ask")
def ask(do: Doing, case: Case) -> Copy | None:
    """What the portal has of a dossier, kept with the moment; None when it has nothing. Raises client.Failed, NotPossible."""
    do.about(case)
    known = Copy.objects.filter(case=case).first()
    found = client.portal(_line()).look_up(known.code if known else case.code)
    if found is None and known is None:
        return None
    copy = known or Copy(case=case, code=case.code, origin="here")
    names = ("TrangThaiHoSo", "NgayTiepNhan", "NgayHenTra", "NgayKetThucXuLy", "KenhThucHien")
    copy.there = {name: str(found.get(name, "")) for name in names} if found else {}
    copy.asked_at = do.at
    copy.save()
    return copy


@action("portal.receive")
def receive(do: Doing, raw: dict[str, Any], *, source: str = "api") -> tuple[Received, bool]:
    """Take a dossier that was filed at the portal; and whether that is news. The same one twice changes nothing.

    A dossier that cannot be taken is kept with its errors and stands in the list of the room. Raises Invalid only for an
    entry without a code.
    """
    code = reading.code_of(raw)
    known = Received.objects.select_for_update().filter(code=code).first()
    if (known is not None and known.state == "taken") or (known is None and Case.objects.filter(code=code).exists()):
        kept = known or Received(code=code, case=Case.objects.get(code=code), state="taken", at=do.at, source=source)
        if known is None:
            kept.save()
        do.about(kept, new=False)
        return kept, False
    try:
        dossier = reading.read(raw, _way_or_none())
        case = _opened(do, dossier)
    except reading.Unfit as unfit:
        kept = _kept(code, "bad", source, do, errors=unfit.errors, body=reading.writable(raw))
    except Invalid as error:
        kept = _kept(
            code,
            "bad",
            source,
            do,
            errors=[reading.error(error.field, error.value, error.message)],
            body=reading.writable(raw),
        )
    except NotPossible as error:
        kept = _kept(
            code,
            "bad",
            source,
            do,
            errors=[reading.error("MaTTHC", raw.get("MaTTHC"), str(error))],
            body=reading.writable(raw),
        )
    else:
        kept = _kept(code, "taken", source, do, case=case, files=dossier.files)
        if dossier.files:
            later(_fetching(), received=kept.pk)
    do.about(kept, new=True, state=kept.state, errors=kept.errors)
    return kept, True


def _way_or_none() -> line.Line | None:
    return line.current()


def _fetching() -> Any:
    from .fetching import fetch_files

    return fetch_files


def _opened(do: Doing, one: Dossier) -> Case:
    case = cases.open_case(
        do.actor, one.procedure, title=one.title, text=one.text, place=one.place, people=one.people, channel="portal",
        office=one.office, code=one.code, is_simulated=one.is_simulated,
    )  # fmt: skip
    Copy.objects.create(case=case, code=one.code, origin="there", there={"TrangThaiHoSo": one.status}, asked_at=do.at)
    log.write(do, case, "auto", both(msgid("Nhận từ Cổng dịch vụ công quốc gia")), for_citizen=True)
    return case


def _kept(code: str, state: str, source: str, do: Doing, **facts: Any) -> Received:
    fresh = {"case": None, "errors": [], "body": {}, "files": []} | facts
    row, _is_new = Received.objects.update_or_create(
        code=code, defaults=fresh | {"state": state, "source": source, "at": do.at}
    )
    return row


@action("portal.export")
def export(do: Doing, *, dossiers: Sequence[Case]) -> list[dict[str, Any]]:
    """Dossiers as the portal wants them, for a province without a line, with whom they are about: the journal keeps which.
    Files are named, not sent along."""
    do.event.data_class = "personal"
    do.event.facts |= {"number": len(dossiers), "cases": [case.code for case in dossiers]}
    way = line.for_files()
    return [mapping.dossier(case, way) for case in dossiers]
