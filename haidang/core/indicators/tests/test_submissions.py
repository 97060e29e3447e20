"""Figures in two steps by two people, when they are due, and who is reminded."""

from datetime import date, timedelta

import pytest

from haidang.core.directory.models import Office
from haidang.core.indicators.bringing import asked, punctuality, reminding, submissions
from haidang.core.indicators.bringing.taking import Given
from haidang.core.indicators.models import Submission
from haidang.core.indicators.reading import submissions as reading_submissions
from haidang.core.indicators.tests.test_values import RICE, value
from haidang.core.indicators.tests.world import WHO
from haidang.core.notices.models import Notice
from haidang.kernel import clock, periods
from haidang.kernel.action import Invalid, NotPossible, system

WRITER, HEAD = system("writer"), system("head")
SOLD = {"key": "sold", "valid_range": [0, 1000], "jump": 50}
MONTH = "2026-10"


def sold(amount, note="", period=MONTH):
    return [Given("farm.sold", "", period, amount, note)]


def write(province, given, office=None, period=MONTH):
    return submissions.save(WRITER, office or province.owner, period, given)


def sent(province, given, period=MONTH):
    return submissions.send(WRITER, write(province, given, period=period))


def approved(province, given, period=MONTH):
    row = sent(province, given, period)
    return submissions.approve(HEAD, row, number=row.number)


def test_a_form_asks_for_what_the_office_brings_by_hand_beside_the_period_before(province):
    province.declare(
        RICE, SOLD, SOLD | {"key": "yearly", "period": "year"}, SOLD | {"key": "theirs", "office": "so-khac"}
    )
    province.give(("sold", "", "2026-09", 7), ("rice", "X2", MONTH, 3))
    found = asked.form(WHO, province.owner, periods.read(MONTH))
    assert [(one.entry.facts.key, one.place, one.before, one.now) for one in found.cells] == [
        ("rice", "X1", None, None), ("rice", "X2", None, 3), ("rice", "X3", None, None), ("sold", "", 7, None),
    ]  # fmt: skip
    assert found.due_at is not None
    assert clock.day_of(found.due_at).isoformat() == "2026-11-06"


def test_only_a_second_person_makes_values_of_it(province):
    province.declare(SOLD)
    row = sent(province, sold(40))
    assert value("sold", MONTH) is None
    with pytest.raises(NotPossible):
        submissions.approve(WRITER, row, number=row.number)
    receipt = submissions.approve(HEAD, row, number=row.number)
    row.refresh_from_db()
    assert (receipt.new, value("sold", MONTH), row.state, row.lot) == (1, 40, "approved", receipt.lot)


def test_who_wrote_in_it_does_not_approve_though_another_sent_it(province):
    province.declare(SOLD)
    write(province, sold(40))
    row = submissions.send(system("third"), write(province, sold(41)))
    with pytest.raises(NotPossible):
        submissions.approve(WRITER, row, number=row.number)
    assert reading_submissions.to_approve(WRITER) == []
    assert reading_submissions.to_approve(HEAD) == [row]


def test_what_was_changed_since_it_was_seen_is_not_approved(province):
    province.declare(SOLD)
    seen = sent(province, sold(40)).number
    row = submissions.withdraw(WRITER, Submission.objects.get())
    sent(province, sold(400))
    with pytest.raises(NotPossible):
        submissions.approve(HEAD, row, number=seen)
    assert value("sold", MONTH) is None


def test_a_returned_form_says_why_and_is_sent_again(province):
    province.declare(SOLD)
    row = sent(province, sold(40))
    with pytest.raises(Invalid):
        submissions.give_back(HEAD, row, number=row.number, why=" ")
    row = submissions.give_back(HEAD, row, number=row.number, why="thiếu tháng trước")
    assert (row.state, Notice.objects.get().to_office) == ("returned", province.owner)
    assert approved(province, sold(41)).new == 1


def test_a_number_without_end_is_refused(province):
    province.declare(SOLD)
    with pytest.raises(Invalid):
        write(province, sold(float("inf")))


def test_a_sent_form_is_not_written_in(province):
    province.declare(SOLD)
    sent(province, sold(40))
    with pytest.raises(NotPossible):
        write(province, sold(41))


@pytest.mark.parametrize("given", [[], sold(1001), sold(-1), sold(80), [Given("farm.sold", "", MONTH, None)]])
def test_what_is_wrong_or_unexplained_is_kept_as_draft_and_not_sent(province, given):
    province.declare(SOLD)
    province.give(("sold", "", "2026-09", 40))
    row = write(province, given)
    with pytest.raises(Invalid):
        submissions.send(WRITER, row)
    row.refresh_from_db()
    assert row.state == "draft"


def test_a_jump_is_sent_with_a_word(province):
    province.declare(SOLD)
    province.give(("sold", "", "2026-09", 40))
    assert approved(province, sold(80, "mùa vụ")).new == 1


def test_a_cell_of_another_form_is_refused(province):
    province.declare(SOLD, RICE)
    for given in (sold(1, period="2026-09"), [Given("farm.sold", "X1", MONTH, 1)], [Given("farm.none", "", MONTH, 1)]):
        with pytest.raises(Invalid):
            write(province, given)
    with pytest.raises(Invalid):
        write(province, sold(1), office=province.other)
    assert not Submission.objects.exists()


def test_an_approved_figure_is_corrected_with_its_reason_by_a_new_form(province):
    province.declare(SOLD)
    approved(province, sold(40))
    row = write(province, sold(41))
    [wrong] = submissions.problems(row)
    assert wrong.problem == "changed"
    assert approved(province, sold(41, "cộng sót")).changed == 1
    assert (value("sold", MONTH), Submission.objects.count()) == (41, 2)


def test_a_commune_brings_its_own_place(province):
    province.declare(RICE, SOLD)
    committee = province.office("UBND-X2", [], province.communes[1])
    found = asked.form(WHO, Office.objects.get(pk=committee.pk), periods.read(MONTH))
    assert [(one.entry.facts.key, one.place) for one in found.cells] == [("rice", "X2")]


def test_who_is_late_is_known_and_told_once(province):
    province.declare(SOLD)
    [late] = reading_submissions.late_offices(WHO)
    assert (late.office, late.period.text, late.is_late, late.state) == (province.owner, MONTH, True, "")
    assert [one.facts.key for one in late.entries] == ["sold"]
    assert reminding.remind_all(WHO) == 1
    assert reminding.remind_all(WHO) == 0
    [note] = Notice.objects.all()
    assert (note.kind, note.link) == ("submission.late", f"/figures/so-nnmt/{MONTH}/")
    approved(province, sold(5))
    assert reading_submissions.late_offices(WHO) == []


def test_an_office_is_told_shortly_before(province):
    province.declare(SOLD | {"due": "23d"})
    assert [one.is_late for one in reading_submissions.due_soon(WHO, within=timedelta(days=2))] == [False]
    assert reminding.remind_all(WHO) >= 1
    assert Notice.objects.filter(kind="submission.soon").count() == 1


def test_offices_are_as_punctual_as_their_figures_first_came(province):
    with clock.frozen(clock.start_of(date(2026, 11, 4))):
        province.declare(SOLD, SOLD | {"key": "other"}, SOLD | {"key": "never"}, SOLD | {"key": "made_up"})
        province.give(("sold", "", MONTH, 5))
        province.give(("made_up", "", MONTH, 5), is_simulated=True)
    province.give(("sold", "", MONTH, 6, "cộng sót"), ("other", "", MONTH, 5))
    found = punctuality.punctual(date(2026, 11, 1), date(2026, 11, 30))[province.owner.pk]
    assert (found.due, found.in_time) == (3, 1)
    assert punctuality.punctual(date(2026, 10, 1), date(2026, 10, 31)) == {}
