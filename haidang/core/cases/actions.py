"""Everything that changes a case. Each action leaves one event, and one line or more in the log of the case."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.blocks import sender
from haidang.core.directory.models import Office, Person, Place
from haidang.core.directory.queries import person_of
from haidang.core.files.models import File
from haidang.core.files.receiving import Held
from haidang.kernel import clock
from haidang.kernel.action import Actor, Doing, Invalid, NotPossible, action
from haidang.kernel.bilingual import after, both, same
from haidang.kernel.geo import Point
from haidang.kernel.given import bounded, needed
from haidang.kernel.sealing import seal

from . import clocks, codes, course, heirs, log, moving, opening, papers, parts, routing, stays, urgent, words
from .models import Case, Party, Procedure, SavedView, Support
from .needs import Given
from .opening import Someone
from .papers import Attached
from .under_way import WATCHED, changing, must_be_as_seen, must_be_in, must_be_open, searchable, tell

BEST, WORST = 3, 1
RATE_WITHIN = timedelta(days=30)


@action("case.open")
def open_case(
    do: Doing,
    procedure: Procedure,
    *,
    title: str,
    place: Place,
    text: str = "",
    point: Point | None = None,
    address: str = "",
    answers: dict[str, Any] | None = None,
    channel: str = "online",
    grade: str = "",
    people: Sequence[Someone] = (),
    files: Sequence[Held | File | Attached] = (),
    given: Sequence[parts.Given] = (),
    is_anonymous: bool = False,
    suggestion: dict[str, Any] | None = None,
    parent: Case | None = None,
    office: Office | None = None,
    code: str = "",
    is_simulated: bool = False,
    is_exercise: bool = False,
) -> Case:
    """Begin a case under the version of its procedure that is published today, and send it on its way.

    `office` goes before the routes; `given` are the papers that lie on the counter. Raises Invalid, NotPossible, KeptOut.
    """
    phone = next((one.phone for one in people if one.phone), "")
    sender.must_be_let_in(phone)
    version = opening.current_version(procedure)
    book = version.book
    place, place_then = heirs.today_of(place, point)
    way = routing.Way(office, both(msgid("được giao trực tiếp"))) if office else None
    way = way or routing.way_for(procedure, book.procedure.route, place, answers or {})
    case = Case(
        code=code or codes.new(procedure.kind, way.office, clock.day_of(do.at), is_part=parent is not None),
        sealed=seal(opening.new_secret()),
        kind=procedure.kind,
        procedure=procedure,
        version=version,
        state=book.flow.start,
        state_at=do.at,
        grade=grade or book.procedure.grade or "",
        channel=channel,
        title=needed("title", title),
        text=bounded("text", text),
        answers=answers or {},
        place=place,
        place_then=place_then,
        address=bounded("address", address, 500),
        office=way.office,
        first_office=way.office,
        why_vi=way.why.vi,
        why_en=way.why.en,
        person=next((one.person for one in people if one.person), None),
        is_anonymous=is_anonymous,
        suggestion=suggestion or {},
        parent=parent,
        opened_at=do.at,
        is_simulated=is_simulated,
        is_exercise=is_exercise,
    )
    opening.put_at(case, point)
    case.folded = searchable(case)
    case.save()
    opening.write_down(case, people, do.at)
    for file in files:
        papers.sent(do, case, file)
    parts.write_down(do, case, given)
    clocks.follow(case, do.at)
    stays.turn_over(case, do.at)
    case.save()
    log.write(do, case, "citizen", words.opened(case), for_citizen=True)
    log.write(do, case, "auto", words.routed(case, way.why), case.office, for_citizen=True)
    do.about(case)
    do.event.after = {name: getattr(case, name) for name in WATCHED}
    tell(do, case, [case.office], both(msgid("%(code)s mới"), code=case.code), case.titled)
    sender.remember(case.code, phone)
    return case


@action("case.sort")
def sort(
    do: Doing, case: Case, procedure: Procedure, *, grade: str = "", office: Office | None = None, seen: str = ""
) -> Case:
    """Say what it is: its procedure (of the same kind), its grade, and by them (or by name) its office."""
    with changing(do, case) as case:
        must_be_open(case)
        must_be_in(case, seen)
        if procedure.kind != case.kind:
            raise Invalid("procedure", _("Chọn một loại cùng nhóm với hồ sơ này."), procedure.key)
        if procedure.pk != case.procedure_id:
            case.procedure, case.version = procedure, opening.current_version(procedure)
            if case.state not in {one.key for one in case.flow.states}:
                raise NotPossible(_("Loại này đi theo quy trình khác; mở hồ sơ mới."))
        case.grade = _known_grade(case, grade)
        before = case.office
        way = routing.way_for(case.procedure, case.version.book.procedure.route, case.place, case.answers)
        way = routing.Way(office, both(msgid("người phân loại chọn"))) if office else way
        log.write(do, case, "action", words.sorted_as(case), for_citizen=True)
        if way.office != before:
            routing.hand_to(case, way)
            papers.hand_over(do, case)
            log.write(do, case, "action", words.routed(case, way.why), case.office, for_citizen=True)
            tell(do, case, [case.office], both(msgid("%(code)s chuyển đến"), code=case.code), case.titled)
        clocks.rate_anew(case, do.at)
        clocks.follow(case, do.at)
        stays.turn_over(case, do.at)
        urgent.tell(do, case)
    return case


def _known_grade(case: Case, grade: str) -> str:
    if grade and case.version.book.grade(grade) is None:
        raise Invalid("grade", _("Chọn một mức trong danh mục."), grade)
    return grade or case.grade


@action("case.assign")
def assign(do: Doing, case: Case, officer: Person | None, *, seen: str = "") -> Case:
    """Give it to somebody of the office that holds it, or to nobody in particular.

    `seen` (under_way.mark_of) is how the actor saw it: whoever comes second is told. "" does not ask.
    """
    with changing(do, case) as case:
        must_be_open(case)
        must_be_as_seen(case, seen)
        if officer is not None and not officer.duties.filter(office=case.office, revoked_at=None).exists():
            raise Invalid("officer", _("Chọn người làm việc ở %(office)s.") % {"office": case.office}, str(officer))
        case.officer = officer
        stays.turn_over(case, do.at)
        log.write(do, case, "action", words.given_to(officer), officer)
        tell(do, case, [officer], both(msgid("Giao %(code)s"), code=case.code), case.titled)
    return case


@action("case.transfer")
def transfer(do: Doing, case: Case, office: Office, *, reason: str, seen: str = "") -> Case:
    """Hand it over to another office, with the reason why it is theirs. `seen` as in assign."""
    with changing(do, case) as case:
        must_be_open(case)
        must_be_as_seen(case, seen)
        if office == case.office:
            raise Invalid("office", _("Hồ sơ đang ở cơ quan này."), office.code)
        text = words.transferred(case.office, office, needed("reason", reason))
        routing.hand_to(case, routing.Way(office, text))
        papers.hand_over(do, case)
        stays.turn_over(case, do.at)
        log.write(do, case, "action", text, office, for_citizen=True)
        tell(do, case, [office], both(msgid("%(code)s chuyển đến"), code=case.code), text)
    return case


@action("case.move")
def move(
    do: Doing, case: Case, key: str, *, text: str = "", reason: str = "", reason_key: str = "", seen: str = ""
) -> Case:
    """Take one of the moves of its flow. `text` goes to the citizen, `reason` stays among officers.

    `seen` is the state the officer was looking at: whoever comes second is told. Raises NotPossible, Invalid, Refused.
    """
    with changing(do, case) as case:
        must_be_in(case, seen)
        moving.take(do, case, key, Given(text.strip(), reason.strip(), reason_key), by_citizen=False)
    return case


@action("case.respond")
def respond(do: Doing, case: Case, key: str, *, text: str = "", files: Sequence[Held | File | Attached] = ()) -> Case:
    """A move that is the citizen's own: supply what was asked for, withdraw, say that it is not done."""
    with changing(do, case) as case:
        for file in files:
            papers.sent(do, case, file)
        moving.take(do, case, key, Given(text=text.strip(), reason=text.strip()), by_citizen=True)
    return case


@action("case.hand_in")
def hand_in(
    do: Doing, case: Case, key: str, *, text: str = "", given: Sequence[parts.Given] = (),
    files: Sequence[Held | File | Attached] = (), seen: str = "",
) -> Case:  # fmt: skip
    """A move that is the citizen's own, made for them at a counter: they bring what was asked for, or withdraw."""
    with changing(do, case) as case:
        must_be_in(case, seen)
        for file in files:
            papers.sent(do, case, file)
        if changed := parts.write_down(do, case, given):
            log.write(do, case, "action", both(msgid("Giấy tờ đã nhận: %(what)s"), what=changed))
        moving.take(do, case, key, Given(text=text.strip(), reason=text.strip()), by_citizen=True)
    return case


@action("case.note")
def note(do: Doing, case: Case, text: str) -> Case:
    """A line among officers."""
    with changing(do, case) as case:
        log.write(do, case, "note", same(needed("text", text)))
    return case


@action("case.reply")
def reply(do: Doing, case: Case, text: str) -> Case:
    """A message to the citizen that moves nothing."""
    with changing(do, case) as case:
        log.write(do, case, "message", same(needed("text", text)), for_citizen=True)
        tell(do, case, [case.person], both(msgid("Tin về %(code)s"), code=case.code), same(text.strip()))
    return case


@action("case.write")
def write(do: Doing, case: Case, text: str, *, files: Sequence[Held | File | Attached] = ()) -> Case:
    """A message from the citizen."""
    with changing(do, case) as case:
        for file in files:
            papers.sent(do, case, file)
        log.write(do, case, "citizen", same(needed("text", text)), for_citizen=True)
        tell(do, case, [case.officer or case.office], both(msgid("Tin của người dân về %(code)s"), code=case.code))
    return case


@action("case.attach")
def attach(do: Doing, case: Case, file: Held | File, *, role: str, part: str = "", taken_from: str = "") -> Case:
    """Add a file in a role: after, part, answer, result. `taken_from`: the store it is a copy from."""
    with changing(do, case) as case:
        must_be_open(case)
        kept = papers.add(do, case, file, role, part=part, taken_from=taken_from).file
        log.write(do, case, "action", both(msgid("Thêm tệp %(name)s"), name=kept.name), kept)
    return case


@action("case.tick")
def tick(do: Doing, case: Case, given: Sequence[parts.Given]) -> Case:
    """Note which parts of a dossier have been handed in, as originals, copies or electronically. Raises Invalid."""
    with changing(do, case) as case:
        must_be_open(case)
        if changed := parts.write_down(do, case, given):
            log.write(do, case, "action", both(msgid("Giấy tờ đã nhận: %(what)s"), what=changed))
    return case


@action("case.extend")
def extend(do: Doing, case: Case, *, limit: str, reason: str, reason_key: str = "", timer: str = "") -> Case:
    """Move the deadline, as often and as far as the law allows; the apology with the new date is drafted by this."""
    with changing(do, case) as case:
        must_be_open(case)
        why = needed("reason", reason)
        running = clocks.extend(case, do.at, timer, limit, why)
        text = both(msgid("Gia hạn thêm %(limit)s: %(reason)s"), limit=clocks.limit_words(limit), reason=why)
        log.write(do, case, "action", text, running)
        for hear in course.extended:
            hear(do, case, running, why, reason_key)
    return case


@action("case.rate")
def rate(do: Doing, case: Case, score: int, *, text: str = "") -> Case:
    """How content the citizen is: 3 content, 2 accepts it, 1 not content."""
    with changing(do, case) as case:
        if case.is_open:
            raise NotPossible(_("Đánh giá được sau khi có kết quả."))
        if score not in range(WORST, BEST + 1):
            raise Invalid("score", _("Chọn hài lòng, chấp nhận hoặc không hài lòng."), score)
        if case.ended_at is not None and do.at > case.ended_at + RATE_WITHIN:
            raise NotPossible(_("Đã quá 30 ngày kể từ khi có kết quả."))
        case.rating, case.rating_text, case.rated_at = score, text.strip(), do.at
        log.write(
            do,
            case,
            "citizen",
            both(msgid("Đánh giá %(score)s/3%(text)s"), score=score, text=after(text.strip())),
        )
    return case


@action("case.support")
def support(do: Doing, case: Case, *, voice: str) -> Case:
    """Somebody else says that the same is so for them; once for each voice."""
    with changing(do, case) as case:
        must_be_open(case)
        _row, is_new = Support.objects.get_or_create(
            case=case, voice=voice, defaults={"person": person_of(do.actor), "at": do.at}
        )
        if is_new:
            case.supporters += 1
    return case


@action("case.merge")
def merge(do: Doing, case: Case, *, into: Case, reason: str = "") -> Case:
    """End it as the same matter as another, which gains its voice. Raises NotPossible for itself or an ended one."""
    with changing(do, case) as case:
        must_be_open(case)
        target = Case.objects.select_for_update(of=("self",)).select_related("place", "office").get(pk=into.pk)
        if target.pk == case.pk or target.merged_into_id or target.kind != case.kind:
            raise NotPossible(_("Chọn một hồ sơ khác, cùng loại và chưa gộp vào đâu."))
        case.merged_into, case.ended_at = target, do.at
        clocks.stop(case, do.at)
        stays.turn_over(case, do.at)
        target.supporters += 1 + case.supporters
        target.save(update_fields=["supporters"])
        text = both(msgid("Gộp vào %(code)s%(reason)s"), code=target.code, reason=after(reason.strip()))
        log.write(do, case, "action", text, target, for_citizen=True)
        log.write(do, target, "action", both(msgid("Gộp thêm %(code)s"), code=case.code), case)
    return case


@action("case.split")
def split(do: Doing, case: Case, office: Office, *, text: str) -> Case:
    """Give a part of the work to another office as a case of its own under this one; returns the new one."""
    with changing(do, case) as parent:
        must_be_open(parent)
        what = needed("text", text)
        log.write(do, parent, "action", both(msgid("Giao một phần cho %(office)s: %(what)s"), office=office, what=what))
    return open_case(
        do.actor, parent.procedure, title=what, text=parent.text, place=parent.place, point=parent.point,
        address=parent.address, answers=parent.answers, channel="internal", grade=parent.grade, parent=parent,
        office=office, is_simulated=parent.is_simulated, is_exercise=parent.is_exercise,
    )  # fmt: skip


@action("case.publish")
def publish(do: Doing, case: Case, *, title: str = "", papers_shown: Sequence[int] = ()) -> Case:
    """Let everybody see it: its title, place, state and answer, and the chosen papers in their public copies."""
    with changing(do, case) as case:
        papers.show_only(do, case, papers_shown)
        case.title = title.strip() or case.title
        case.published_at, case.data_class = case.published_at or do.at, "public"
        log.write(do, case, "action", both(msgid("Công khai")), for_citizen=True)
    return case


@action("case.unpublish")
def unpublish(do: Doing, case: Case, *, reason: str) -> Case:
    with changing(do, case) as case:
        papers.show_only(do, case, ())
        case.published_at, case.data_class = None, "internal"
        log.write(do, case, "action", both(msgid("Thôi công khai%(reason)s"), reason=after(needed("reason", reason))))
    return case


@action("case.escalate")
def escalate(do: Doing, case: Case) -> Case:
    """The program tells of clocks that run out soon or have run out, each once."""
    with changing(do, case) as case:
        told = clocks.mark(case, do.at)
        for late in told:
            log.write(do, case, "auto", late.words)
            tell(do, case, late.whom(case), late.title(case), late.words)
        if told:
            for hear in course.running_out:
                hear(do, case)
    return case


def look(actor: Actor, case: Case, *, why: str) -> list[Party]:
    """Who is in a case. The look is journalled with its reason. Raises Refused, Invalid."""
    _look(actor, case, why=needed("why", why))
    return list(case.parties.select_related("person").order_by("pk"))


@action("case.look")
def _look(do: Doing, case: Case, *, why: str) -> None:
    do.about(case, why=why)


@action("view.save")
def save_view(do: Doing, person: Person, room: str, name: str, query: str) -> SavedView:
    """Keep a list under a name; the same name is written over."""
    view, _is_new = SavedView.objects.update_or_create(
        person=person, room=room, name=needed("name", name), defaults={"query": query[:500], "created_at": do.at}
    )
    do.about(view)
    return view
