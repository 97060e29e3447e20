"""From the sentence of a leader to the approval of what came of it."""

from datetime import date, datetime

import pytest

from haidang.core.audit.models import Event
from haidang.core.cases import actions as cases
from haidang.core.cases import clocks
from haidang.core.cases.actions import escalate
from haidang.core.directives import actions, queries
from haidang.core.directives.about import About, Unseen, resolve
from haidang.core.directives.queries import Wanted
from haidang.core.notices.models import Notice
from haidang.kernel import clock
from haidang.kernel.action import Invalid, NotPossible, Refused, system
from haidang.kernel.bilingual import same

from .world import MONDAY, World, after, photo


def test_a_sentence_becomes_a_case_with_its_deadline_and_everybody_is_told(world: World) -> None:
    directive = world.given()
    assert directive.code.startswith("CD-261116-")
    case = directive.case
    assert case is not None
    assert (case.state, case.office, case.kind) == ("given", world.hd.branch, "directive")
    assert case.due_at is not None
    assert clock.day_of(case.due_at) == date(2026, 11, 20)
    told = {one.to_office_id for one in Notice.objects.filter(kind="directive.give")}
    assert told == {world.hd.branch.pk, world.hd.committee.pk}
    for actor in (world.leader, world.branch, world.commune):
        assert queries.by_code(actor, directive.code) is not None
    assert queries.by_code(world.stranger, directive.code) is None


def test_progress_proof_return_and_approval(world: World) -> None:
    directive = world.given()
    lead, beside = world.part(directive, world.branch), world.part(directive, world.commune)
    with clock.frozen(after(days=1)):
        actions.report(world.branch, lead, percent=40, text="Đã kiểm tra ba nhà máy", files=[photo()])
        actions.report(world.commune, beside, percent=10, text="Đã tưới đường")
    assert (world.fresh(directive).percent, world.fresh(directive).state) == (40, "doing")
    with clock.frozen(after(days=2)):
        actions.finish(world.branch, lead, text="PM2,5 còn 38")
    with clock.frozen(after(days=3)):
        actions.send_back(world.leader, world.fresh(directive), reason="Chưa có số đo ban đêm")
        assert world.fresh(directive).state == "doing"
        actions.finish(world.branch, lead, text="Kèm số đo ban đêm", files=[photo()])
        actions.approve(world.leader, world.fresh(directive), text="Tốt")
    done = world.fresh(directive)
    assert (done.state, done.percent) == ("done", 100)
    assert done.case is not None
    assert done.case.on_time
    assert [(one.percent, one.part.office.code, one.papers.count()) for one in queries.reports(done)] == [
        (100, "CCBVMT", 1), (100, "CCBVMT", 0), (10, "UBND-26506", 0), (40, "CCBVMT", 1),
    ]  # fmt: skip
    assert Event.objects.filter(action="directive.approve").get().facts["directive"] == directive.code


def test_what_is_not_proven_is_not_done(world: World) -> None:
    directive = world.given()
    with pytest.raises(Invalid) as refused:
        actions.finish(world.branch, world.part(directive, world.branch), text="Xong")
    assert refused.value.field == "proof"
    with pytest.raises(NotPossible):
        actions.approve(world.leader, directive)
    with pytest.raises(Refused):
        actions.finish(world.stranger, world.part(directive, world.branch), text="Xong", files=[photo()])
    with pytest.raises(NotPossible):
        actions.finish(world.commune, world.part(directive, world.commune), text="Xong", files=[photo()])


def test_only_whoever_gives_it_approves_and_no_other_door_moves_it(world: World) -> None:
    directive = world.given()
    with pytest.raises(Refused):
        actions.withdraw(world.branch, directive, reason="Không làm được")
    with pytest.raises(NotPossible):
        cases.move(world.branch, directive.case, "begin")


def test_a_secretary_prepares_and_the_leader_signs(world: World) -> None:
    leader = world.person(world.leader)
    draft = actions.prepare(world.secretary, world.order(), leader)
    assert draft.case is None
    assert draft.state == "draft"
    assert queries.by_code(world.branch, draft.code) is None
    assert [one.code for one in queries.waiting(world.leader)] == [draft.code]
    with pytest.raises(Refused):
        actions.sign(world.secretary, draft)
    signed = actions.sign(world.leader, draft, world.order(sentence="Như trên, trong ba ngày"))
    assert signed.case is not None
    assert signed.case.title == "Như trên, trong ba ngày"
    assert queries.waiting(world.leader) == []
    with pytest.raises(NotPossible):
        actions.drop(world.leader, draft)


@pytest.mark.parametrize(
    ("field", "wrong"), [("sentence", {"sentence": " "}), ("due_on", {"due_on": date(2026, 11, 1)}), ("lead", {})]
)
def test_an_order_that_cannot_be_is_named(world: World, field: str, wrong: dict[str, object]) -> None:
    if field == "lead":
        wrong = {"lead": world.hd.other_committee}
        with pytest.raises(Refused):
            world.given(**wrong)
        with pytest.raises(Invalid) as refused:
            actions.prepare(system("test"), world.order(**wrong), world.person(world.leader))
    else:
        with pytest.raises(Invalid) as refused:
            world.given(**wrong)
    assert refused.value.field == field


def test_more_time_keeps_the_first_day_on_record(world: World) -> None:
    directive = world.given()
    actions.postpone(world.leader, directive, date(2026, 11, 27), reason="Thiết bị về chậm")
    case = world.fresh(directive).case
    assert case is not None
    assert case.due_at is not None
    assert case.original_due_at is not None
    assert (clock.day_of(case.original_due_at), clock.day_of(case.due_at)) == (date(2026, 11, 20), date(2026, 11, 27))
    with pytest.raises(Invalid):
        actions.postpone(world.leader, world.fresh(directive), date(2026, 11, 18), reason="Sớm hơn")
    with pytest.raises(Invalid):
        actions.postpone(world.leader, world.fresh(directive), date(9999, 12, 31), reason="Mãi mãi")
    today = world.given(due_on=date(2026, 11, 16))
    actions.postpone(world.leader, today, date(2026, 11, 18), reason="Hai ngày nữa")
    assert today.case is not None
    today.case.refresh_from_db()
    assert clock.day_of(today.case.due_at or datetime.min) == date(2026, 11, 18)


def test_the_leader_hears_when_it_is_late(world: World) -> None:
    directive = world.given()
    with clock.frozen(after(days=6)):
        for case in clocks.to_tell(clock.now()):
            escalate(system("worker"), case)
        assert [one.code for one in queries.listed(world.leader, Wanted(state="late"))] == [directive.code]
        assert queries.counts(world.leader)["late"] == 1
    late = Notice.objects.filter(kind="case.escalate", to_person=world.leader.id, link=directive.link)
    assert late.count() == 1


def test_tabs_show_each_what_is_theirs(world: World) -> None:
    directive = world.given()
    seen = {
        name: queries.counts(actor) for name, actor in vars(world).items() if name in ("leader", "branch", "commune")
    }
    assert seen["leader"]["given"] == 1
    assert seen["leader"]["mine"] == 0
    assert seen["branch"]["lead"] == seen["branch"]["mine"] == 1
    assert seen["commune"]["beside"] == 1
    assert seen["commune"]["lead"] == 0
    assert queries.listed(world.branch, Wanted(words="cong nghiep"))[0].code == directive.code


def test_it_stands_on_the_number_it_is_about(world: World) -> None:
    about = About(
        "alert", "CB-1", same("PM2,5, Phú Mỹ"), "/alerts/CB-1/", value=same("81 µg/m³"), at=MONDAY, severity=2
    )
    directive = world.given(about=about)
    assert queries.about_of(world.fresh(directive)) == about
    assert [one.code for one in queries.about(world.commune, "alert", "CB-1")] == [directive.code]
    assert queries.open_about(world.leader, "alert").keys() == {"CB-1"}
    with pytest.raises(Unseen):
        resolve(world.leader, "alert", "CB-404")
    with pytest.raises(Invalid):
        resolve(world.leader, "weather", "x")
