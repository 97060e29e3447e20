"""What people ask of directives: theirs by state and lateness, one with all that hangs on it, those about one number."""

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from haidang.core.cases import lateness
from haidang.core.cases.models import Case, Line
from haidang.core.directory.models import Duty, valid_on
from haidang.core.directory.queries import decide, visible
from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.text import folded

from .about import About, kept
from .models import BESIDE, LEAD, Directive, Part, Report

TABS = ("mine", "given", "lead", "beside", "all")
DRAFT = Q(case=None, dropped_at=None)
LATE, OPEN = "late", "open"
STATES = {
    "": Q(),
    OPEN: DRAFT | Q(case__ended_at=None, case__isnull=False),
    "draft": DRAFT,
    "dropped": Q(case=None, dropped_at__isnull=False),
}
MOST = 300


@dataclass(frozen=True, slots=True)
class Wanted:
    """`tab`: mine (waits for me), given (by me or my office), lead, beside (my office helps), all. `state`: one of STATES,
    LATE, or a state of the flow."""

    tab: str = "all"
    state: str = OPEN
    words: str = ""


def listed(actor: Actor, wanted: Wanted, *, limit: int = MOST) -> list[Directive]:
    """The late first, then by day."""
    rows = _seen(actor).filter(_tab(actor, wanted.tab), _state(wanted.state))
    for word in folded(wanted.words).split():
        rows = rows.filter(Q(case__folded__contains=word) | Q(code__icontains=word) | Q(sentence__icontains=word))
    return list(_with_all(rows).order_by(F("case__ended_at").desc(nulls_first=True), "due_on", "pk")[:limit])


def counts(actor: Actor, state: str = OPEN) -> dict[str, int]:
    """How many open ones each tab has, and how many of all are late."""
    asked = {tab: Count("pk", _tab(actor, tab), distinct=True) for tab in TABS}
    late = Count("pk", _state(LATE), distinct=True)
    found: dict[str, int] = _seen(actor).filter(_state(state)).aggregate(**asked, late=late)
    return found


def waiting(actor: Actor) -> list[Directive]:
    """What waits for the word of the actor: to sign, or to approve."""
    if actor.kind != "person":
        return []
    mine = Q(giver=int(actor.id)) & (DRAFT | Q(case__state="to_check"))
    return list(_with_all(Directive.objects.filter(mine)).order_by("due_on", "pk"))


def late(actor: Actor, *, limit: int = MOST) -> list[Directive]:
    return list(_with_all(_seen(actor).filter(_state(LATE))).order_by("due_on", "pk")[:limit])


def mine_count(actor: Actor) -> int:
    """How many wait for the actor, for the menu."""
    return _seen(actor).filter(_tab(actor, "mine")).distinct().count() if actor.kind == "person" else 0


def by_code(actor: Actor, code: str) -> Directive | None:
    return _with_all(_seen(actor).filter(code=code)).first()


def about(actor: Actor, kind: str, key: str, *, limit: int = 20) -> list[Directive]:
    """Those about one number, open ones first."""
    rows = _with_all(_seen(actor).filter(about_kind=kind, about_key=key, dropped_at=None))
    return list(rows.order_by(F("case__ended_at").desc(nulls_first=True), "-written_at")[:limit])


def open_about(actor: Actor, kind: str) -> dict[str, list[Directive]]:
    """Open ones about numbers of a kind, by their keys: for a list that marks each of its lines, in one query."""
    rows = _with_all(_seen(actor).filter(about_kind=kind).filter(_state(OPEN))).order_by("due_on")
    found: dict[str, list[Directive]] = {}
    for one in rows[:MOST]:
        found.setdefault(one.about_key, []).append(one)
    return found


def about_of(directive: Directive) -> About | None:
    """What it is about, as it was when the order was given."""
    if not directive.about_key:
        return None
    return kept(
        directive.about_kind, directive.about_key, directive.about_place, directive.about_period, directive.about
    )


def parts(directive: Directive) -> list[Part]:
    rows = directive.parts.select_related("office__place", "directive").order_by("pk")
    return sorted(rows, key=lambda one: not one.leads)


def own_part(actor: Actor, directive: Directive, action: str = "directive.report") -> Part | None:
    """The part of the actor's office that they may report on; the lead's where there are two."""
    return next((one for one in parts(directive) if decide(actor, action, one)), None)


def reports(directive: Directive) -> list[Report]:
    rows = Report.objects.filter(part__directive=directive).select_related("part__office", "by")
    return list(rows.prefetch_related("papers__file"))


def lines(directive: Directive) -> list[Line]:
    return list(directive.case.lines.order_by("-pk")[:200]) if directive.case is not None else []


def ended_between(actor: Actor, since: object, until: object) -> QuerySet[Directive]:
    """Those whose case ended in a span of moments."""
    return _with_all(_seen(actor).filter(case__ended_at__gte=since, case__ended_at__lt=until))


def _seen(actor: Actor) -> QuerySet[Directive]:
    """By what somebody is in it: the office that gave it, an office that has a part in it, or by name."""
    parted = Part.objects.filter(visible(actor, Part)).values("directive")
    named = Q()
    if actor.kind == "person":
        number = int(actor.id)
        named = Q(giver=number) | Q(prepared_by=number) | Q(leader=number, case__isnull=False)
    return Directive.objects.filter(visible(actor, Directive) | Q(pk__in=parted) | named)


def _with_all(rows: QuerySet[Directive]) -> QuerySet[Directive]:
    return rows.select_related(
        "case__version", "giver", "giver_office__place", "lead_office__place", "leader", "prepared_by"
    ).defer("case__version__facts")


def _tab(actor: Actor, tab: str) -> Q:
    if tab not in TABS or tab == "all":
        return Q()
    if actor.kind != "person":
        return Q(pk__in=[])
    number, offices = int(actor.id), _offices(actor)
    led = Part.objects.filter(role=LEAD, office__in=offices).values("directive")
    match tab:
        case "given":
            return Q(giver=number) | Q(prepared_by=number)
        case "lead":
            return Q(pk__in=led)
        case "beside":
            return Q(pk__in=Part.objects.filter(role=BESIDE, office__in=offices).values("directive"))
        case _:
            to_decide = Q(giver=number) & (DRAFT | Q(case__state="to_check"))
            to_do = (Q(pk__in=led) | Q(leader=number)) & Q(case__state__in=("given", "doing"))
            return to_decide | to_do


def _offices(actor: Actor) -> list[int]:
    """Where the actor serves today."""
    duties = Duty.objects.filter(valid_on(clock.today()), person=int(actor.id), revoked_at=None, office__isnull=False)
    return list(duties.values_list("office", flat=True))


def _state(name: str) -> Q:
    if name == LATE:
        return Q(case__in=Case.objects.filter(lateness.late(), kind="directive").values("pk"))
    return STATES.get(name, Q(case__state=name))
