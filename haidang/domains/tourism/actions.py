"""Declaring guests, and looking at who they are. Raises Invalid that names the field, NotPossible, Refused."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from haidang.core.directory.models import Person, Place
from haidang.core.things.models import Thing
from haidang.kernel import clock
from haidang.kernel.action import Actor, Doing, Invalid, NotPossible, action
from haidang.kernel.given import bounded, needed

from . import counting, identities, queries
from .identities import Identity
from .models import HOW, Host, Stay
from .queries import Sought
from .rules_of_stay import FACTS, REASONS, deadline, night_of

KINDS = ("citizen_card", "passport", "other")
NUMBER = re.compile(r"^[A-Z0-9 .\-/]{5,20}$")
NATION = re.compile(r"^[A-Z]{3}$")
OWN_NATION = "VNM"
OLDEST = 120
LATE_BY = timedelta(days=7)
"""What happened longer ago is no notice of stay any more: the police are told in another way."""
AHEAD = timedelta(hours=1)
MOST_ROOMS = 10_000
"""Where a lodging has not said how many it has."""
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Guest:
    """A guest as declared. `arrived_at` None: now."""

    name: str
    kind: str
    number: str
    nationality: str = OWN_NATION
    born: date | None = None
    gender: str = ""
    address: str = ""
    reason: str = "travel"
    room: str = ""
    nights: int = 1
    arrived_at: datetime | None = None
    at: str = field(default="", compare=False)
    """Where it was written (row 7 of a file), for messages."""


def new_key() -> str:
    """Four groups of five signs, 99 random bits."""
    return "-".join("".join(secrets.choice(SIGNS) for _sign in range(5)) for _group in range(4))


def hash_of(key: str) -> str:
    return hashlib.sha256("".join(key.split()).replace("-", "").lower().encode()).hexdigest()


@action("host.admit")
def admit(do: Doing, lodging: Thing, *, person: Person | None = None) -> tuple[Host, str]:
    """Let a lodging declare: a fresh key, told once; an earlier one ends. With `person` their account may too."""
    if lodging.type != "lodging":
        raise Invalid("lodging", _("Chọn một cơ sở lưu trú."), lodging.code)
    key = new_key()
    host, _made = Host.objects.update_or_create(
        lodging=lodging,
        defaults={"key_hash": hash_of(key), "person": person, "given_at": do.at, "given_by_name": do.actor.name,
                  "revoked_at": None},
    )  # fmt: skip
    do.about(host)
    return host, key


@action("host.tie")
def tie(do: Doing, host: Host, *, person: Person | None) -> Host:
    """Who has the key lets an account in beside it, or no more (None)."""
    _must_stand(host)
    host.person = person
    host.save(update_fields=["person"])
    do.about(host, tied=person is not None)
    return host


@action("host.revoke")
def revoke(do: Doing, host: Host, *, why: str) -> Host:
    host = Host.objects.select_for_update().get(pk=host.pk)
    if host.revoked_at:
        raise NotPossible(_("Khóa này đã bị thu hồi."))
    host.revoked_at, host.key_hash = do.at, ""
    host.save()
    do.about(host, why=needed("why", why))
    return host


def actor_of(host: Host) -> Actor:
    """The lodging itself, as the journal names it."""
    return Actor("public", host.link_holder, str(host))


@action("stay.declare")
def declare(
    do: Doing, host: Host, guests: Sequence[Guest], *, how: str = "form", is_simulated: bool = False
) -> list[Stay]:
    """Take in guests: all of them, or none when one cannot be right. The same guest of the same night is taken once."""
    _must_stand(host)
    if how not in HOW:
        raise Invalid("how", _("Không rõ cách khai."), how)
    rows = [_stay(do, host, one, how, is_simulated) for one in guests]
    fresh = _without_known(host, rows)
    made = Stay.objects.bulk_create(fresh)
    Host.objects.filter(pk=host.pk).update(used_at=do.at)
    counting.count_anew(host.lodging, _nights_of(rows))
    do.about(host, guests=len(made), known=len(rows) - len(made), late=sum(not one.is_in_time for one in made), how=how)
    return made


def _must_stand(host: Host) -> None:
    """Its right as it is now; a second delivery of the lodging waits until this one is counted."""
    if Host.objects.select_for_update().get(pk=host.pk).revoked_at:
        raise NotPossible(_("Quyền khai báo của cơ sở này đã bị thu hồi; liên hệ Sở Văn hóa, Thể thao và Du lịch."))


def _stay(do: Doing, host: Host, guest: Guest, how: str, is_simulated: bool) -> Stay:
    where = f"{guest.at}." if guest.at else ""
    name = bounded(f"{where}name", needed(f"{where}name", guest.name), 120)
    number, nation = guest.number.strip().upper(), guest.nationality.strip().upper()
    if guest.kind not in KINDS:
        raise Invalid(f"{where}kind", _("Chọn loại giấy tờ."), guest.kind)
    if not NUMBER.match(number):
        raise Invalid(f"{where}number", _("Số giấy tờ gồm 5 đến 20 chữ cái, chữ số."), guest.number)
    if guest.kind == "citizen_card" and not (number.isdecimal() and len(number) == 12):
        raise Invalid(f"{where}number", _("Số định danh trên căn cước có đúng 12 chữ số."), guest.number)
    if not NATION.match(nation):
        raise Invalid(f"{where}nationality", _("Quốc tịch ghi bằng ba chữ cái, như VNM, KOR, DEU."), guest.nationality)
    if guest.reason not in REASONS:
        raise Invalid(f"{where}reason", _("Chọn một lý do trong danh mục."), guest.reason)
    if not 1 <= guest.nights <= FACTS.most_nights.value:
        raise Invalid(f"{where}nights", _("Từ 1 đến %(most)s đêm.") % {"most": FACTS.most_nights.value}, guest.nights)
    born = _born(where, guest.born, do.at)
    arrived = guest.arrived_at or do.at
    if not do.at - LATE_BY <= arrived <= do.at + AHEAD:
        raise Invalid(f"{where}arrived_at", _("Giờ đến trong vòng 7 ngày qua, không ở tương lai."), arrived.isoformat())
    is_foreign = nation != OWN_NATION
    who = Identity(
        name=name, kind=guest.kind, number=number, nationality=nation, born=born.isoformat() if born else "",
        gender=guest.gender, address=bounded(f"{where}address", guest.address, 300), reason=guest.reason,
    )  # fmt: skip
    return Stay(
        lodging=host.lodging, place=host.lodging.place, night=night_of(arrived), nights=guest.nights,
        room=bounded(f"{where}room", guest.room, 20), hint=identities.hint(name), is_foreign=is_foreign,
        sealed=identities.sealed(who), number_mark=identities.number_mark(number), name_mark=identities.name_mark(name),
        arrived_at=arrived, declared_at=do.at, is_in_time=do.at <= deadline(arrived, is_foreign=is_foreign), how=how,
        is_simulated=is_simulated,
    )  # fmt: skip


def _born(where: str, born: date | None, now: datetime) -> date | None:
    if born is not None and not now.year - OLDEST <= born.year <= now.year:
        raise Invalid(f"{where}born", _("Ngày sinh không đúng."), born.isoformat())
    return born


def _without_known(host: Host, rows: list[Stay]) -> list[Stay]:
    """Those that are not declared yet: a number of a night counts once, also within one delivery."""
    nights = {one.night for one in rows}
    there = Stay.objects.filter(lodging=host.lodging, night__in=nights, voided_at=None)
    known = set(there.values_list("number_mark", "night"))
    fresh = []
    for one in rows:
        if (one.number_mark, one.night) not in known:
            known.add((one.number_mark, one.night))
            fresh.append(one)
    return fresh


def _nights_of(rows: Sequence[Stay]) -> set[date]:
    return {one.night + timedelta(days=step) for one in rows for step in range(one.nights)}


@action("stay.void")
def void(do: Doing, host: Host, stay: Stay, *, why: str) -> Stay:
    """Take back what was declared by mistake; it stays readable to the police, marked."""
    _must_stand(host)
    stay = Stay.objects.select_for_update().get(pk=stay.pk)
    if stay.lodging_id != host.lodging_id:
        raise NotPossible(_("Lượt khách này của cơ sở khác."))
    if stay.voided_at:
        raise NotPossible(_("Lượt khách này đã được rút."))
    stay.voided_at, stay.voided_why = do.at, needed("why", why)
    stay.save()
    counting.count_anew(host.lodging, _nights_of([stay]))
    do.about(host, stay=stay.pk, why=stay.voided_why)
    return stay


@action("night.close")
def close_night(do: Doing, host: Host, night: date, *, rooms_used: int) -> None:
    """The lodging says that all guests of a night are declared (none is an answer too), and how many rooms they use."""
    _must_stand(host)
    if not night_of(do.at) - LATE_BY <= night <= night_of(do.at):
        raise Invalid("night", _("Chốt đêm nay hoặc đêm trong 7 ngày qua."), night.isoformat())
    rooms = int(host.lodging.fields.get("rooms") or MOST_ROOMS)
    if not 0 <= rooms_used <= rooms:
        raise Invalid("rooms_used", _("Từ 0 đến %(most)s phòng.") % {"most": rooms}, rooms_used)
    one = counting.count_anew(host.lodging, {night}, rooms_used=rooms_used, close=True)[0]
    do.about(host, night=night.isoformat(), guests=one.guests, rooms_used=rooms_used)


@dataclass(frozen=True, slots=True)
class Area:
    """Where somebody looks for guests: what permission is asked about."""

    place: Place

    kind_name = "stay"
    data_class = "sensitive"
    pk = ""
    scope_office = ""

    @property
    def scope_place(self) -> str:
        return self.place.path

    def __str__(self) -> str:
        return str(self.place)


@action("stay.seek", on="area")
def seek(do: Doing, sought: Sought, *, area: Area) -> Sequence[Stay]:
    """Where a guest whose number or name is known stays, without names; who looked for whom is in the journal by its mark."""
    found = queries.find(do.actor, sought)
    do.about(area, **sought.marks(), found=len(found))
    return found


@action("stay.look")
def look(do: Doing, stay: Stay, *, reason: str) -> Identity:
    """Who a guest is, for the police and a reason; each look is an event of its own."""
    why = bounded("reason", needed("reason", reason), 300)
    do.about(stay, reason=why)
    if stay.sealed is None:
        raise NotPossible(_("Danh tính đã được xóa sau thời hạn lưu."))
    return identities.opened(bytes(stay.sealed))


@action("stay.forget")
def forget(do: Doing, before: date) -> int:
    """Empty the identities of guests who left before a day; what was counted of them stays."""
    gone = Stay.objects.filter(night__lt=before - timedelta(days=FACTS.most_nights.value), forgotten_at=None)
    number = gone.update(sealed=None, number_mark="", name_mark="", hint="", room="", forgotten_at=do.at)
    do.event.facts.update(before=before.isoformat(), guests=number)
    return number


def keep_from(today: date | None = None) -> date:
    """The first day whose identities are still kept."""
    day = today or clock.today()
    months = day.year * 12 + day.month - 1 - FACTS.kept_months.value
    return date(months // 12, months % 12 + 1, 1)
