"""What is asked about citizens' accounts; every question takes who asks."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from haidang.core.audit import queries as audit
from haidang.core.audit.queries import Look
from haidang.core.cases.models import Case, Paper, Party
from haidang.core.directory.models import Duty, Person, valid_on
from haidang.core.directory.roles import role_word
from haidang.core.directory.signing_in.proofs import CLAIMS
from haidang.core.files.models import File
from haidang.kernel import clock
from haidang.kernel.action import Actor, Refused
from haidang.kernel.bilingual import name_of
from haidang.kernel.once import once

from .models import Claim, Deletion, FollowedPlace, Identity, Proxy
from .proxies import in_force, taken_by

SURE = ("correction", "issuer", "phone", "mail")
"""Whose word goes before whose: what was corrected at its owner's wish, then proofs."""


def citizen_of(actor: Actor) -> Person | None:
    """The account that acts, if it is a citizen's and open."""
    if actor.kind != "person":
        return None
    rows = Person.objects.filter(pk=actor.id, is_citizen=True, is_active=True)
    return once(("citizen", actor), rows.first)


def claims(actor: Actor, person: Person) -> dict[str, str]:
    """What is known of a person, by the names of `prefill`: the issuer's word before what answered a code.

    Shown to the owner and used by the program where a procedure needs it. Raises Refused for anybody else.
    """
    return {one.name: one.value for one in reversed(claims_with_source(actor, person))}


def claims_with_source(actor: Actor, person: Person) -> list[Claim]:
    """The same with who says so and when, the surest first within a name. Raises Refused."""
    _must_be_own(actor, person)
    kinds = {one.issuer or one.kind: SURE.index(one.kind) for one in person.identities.all() if one.kind in SURE}
    kinds[SURE[0]] = 0
    rows = [one for one in Claim.objects.filter(person=person) if one.name in CLAIMS]
    return sorted(rows, key=lambda one: (CLAIMS.index(one.name), kinds.get(one.source, len(SURE)), -one.at.timestamp()))


def _must_be_own(actor: Actor, person: Person) -> None:
    if actor.kind != "system" and not (actor.kind == "person" and actor.id == str(person.pk)):
        raise Refused(_("Chỉ chính chủ xem được dữ liệu này."))


def level(person: Person) -> str:
    """How well the person is known: "identity" by an issuer, "phone" by a telephone that answered, "" else."""
    kinds = set(Identity.objects.filter(person=person).values_list("kind", flat=True))
    return "identity" if "issuer" in kinds else "phone" if "phone" in kinds else ""


def home_of(person: Person) -> FollowedPlace | None:
    return FollowedPlace.objects.select_related("place").filter(person=person).order_by("-is_home", "pk").first()


def places_of(person: Person) -> list[FollowedPlace]:
    return list(FollowedPlace.objects.select_related("place").filter(person=person).order_by("-is_home", "pk"))


def proxies_given(person: Person) -> list[Proxy]:
    return list(
        Proxy.objects.filter(giver=person).select_related("office").prefetch_related("cases").order_by("-made_at")
    )


def proxies_taken(person: Person) -> list[Proxy]:
    return list(Proxy.objects.filter(in_force(), taker=person).select_related("giver").prefetch_related("cases"))


def proxy(person: Person, number: int) -> Proxy | None:
    """One that somebody gave or took."""
    return Proxy.objects.filter(Q(giver=person) | Q(taker=person), pk=number).first()


def proxies_of_teams(actor: Actor) -> list[Proxy]:
    """What citizens entrust to the community teams that the actor is in; the last given first."""
    rows = Proxy.objects.filter(in_force(), taken_by(actor), taker=None).select_related("office")
    return list(rows.prefetch_related("cases__place").order_by("-made_at"))


def deletion(person: Person) -> Deletion | None:
    """The wish to delete that is waiting."""
    return Deletion.objects.filter(person=person, cancelled_at=None, done_at=None).first()


@dataclass(frozen=True, slots=True)
class Seen:
    """One look at somebody's data as they read it: who (office and role, never a name of a guess), at what, why."""

    look: Look
    who: str
    office: str
    what: str


@dataclass(frozen=True, slots=True)
class Looks:
    rows: Sequence[Seen]
    before: int | None


more_held: list[Callable[[Person], Iterable[tuple[str, list[int]]]]] = []
"""What else holds data of a person, in higher apps: kinds, and the numbers of each. Filled at start."""

KINDS = {
    "person": lambda: _("Tài khoản của bạn"),
    "citizen": lambda: _("Thông tin tài khoản"),
    "case": lambda: _("Người gửi của một việc"),
    "party": lambda: _("Người gửi của một việc"),
    "file": lambda: _("Tệp bạn đã gửi"),
    "document": lambda: _("Giấy tờ của bạn"),
    "own_paper": lambda: _("Giấy tờ của bạn"),
    "share": lambda: _("Giấy tờ bạn chia sẻ"),
    "proxy": lambda: _("Việc bạn nhờ làm thay"),
    "correction": lambda: _("Yêu cầu sửa dữ liệu của bạn"),
}


def who_looked(actor: Actor, person: Person, *, before: int | None = None, limit: int = 20) -> Looks:
    """Every look at one's account, cases, parties and files, newest first. Raises Refused for somebody else's."""
    _must_be_own(actor, person)
    page = audit.looks_at(actor, person, also=_held(person), before=before, limit=limit)
    codes = dict(Case.objects.filter(pk__in=_numbers(page.rows, "case")).values_list("pk", "code"))
    return Looks([_seen(one, codes) for one in page.rows], page.before)


def _numbers(rows: Sequence[Look], kind: str) -> list[int]:
    return [int(one.subject_id) for one in rows if one.subject_kind == kind and one.subject_id.isdigit()]


def _held(person: Person) -> Iterator[tuple[str, list[int]]]:
    """What else holds data of the person: their cases, their parts in cases, the files they sent."""
    own = list(Case.objects.filter(person=person).values_list("pk", flat=True))
    parties = Party.objects.filter(Q(person=person) | Q(case__in=own))
    sent = File.objects.filter(
        Q(person=person) | Q(papers__in=Paper.objects.filter(case__in=own, role__in=("before", "part")))
    )
    copies = File.objects.filter(derived_from__in=sent)
    yield "citizen", [person.pk]
    yield "proxy", list(person.proxies_given.values_list("pk", flat=True))
    yield "correction", list(person.corrections.values_list("pk", flat=True))
    for held in more_held:
        yield from held(person)
    yield "case", own
    yield "party", list(parties.values_list("pk", flat=True))
    yield "file", [*sent.values_list("pk", flat=True), *copies.values_list("pk", flat=True)]


def _seen(one: Look, codes: dict[int, str]) -> Seen:
    who, office = _looker(one)
    what = KINDS[one.subject_kind]() if one.subject_kind in KINDS else one.subject_label
    code = codes.get(int(one.subject_id), "") if one.subject_kind == "case" and one.subject_id.isdigit() else ""
    return Seen(one, who, office, f"{what} {code}".strip())


def _looker(one: Look) -> tuple[str, str]:
    """The role and office somebody had when they looked; a person on duty is not named to the public."""
    kind, _colon, number = one.actor.partition(":")
    if kind not in ("person", "device") or not number.isdigit():
        return (_("Hệ thống"), one.actor_name) if kind == "system" else (_("Máy có khóa"), one.actor_name)
    if one.action.startswith("proxy."):
        return _("Người được bạn ủy quyền"), ""
    day = clock.day_of(one.at)
    duties = Duty.objects.select_related("office").filter(valid_on(day), person=int(number)).order_by("pk")
    found = [(role_word(duty.role), name_of(duty.office) or "") for duty in duties]
    return found[0] if found else (_("Cán bộ"), "")
