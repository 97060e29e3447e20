"""The policy matrix: role x action x where x class of data, and the words that go with each answer."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from haidang.core.audit.models import Event
from haidang.core.directory.models import Duty, Key, Office, Person, Place, valid_on
from haidang.core.directory.permissions import authorize, decide, may_read, scope_of, visible
from haidang.core.directory.rights import Right, Where
from haidang.core.directory.roles import facts, matches
from haidang.kernel import clock
from haidang.kernel.action import PUBLIC, Actor, system
from haidang.kernel.once import remembering

HERE, ELSEWHERE, PROVINCE = "HD/26506/", "HD/26560/", "HD/"


@dataclass
class Matter:
    """Anything that permission is asked about."""

    scope_place: str = HERE
    scope_office: str = ""
    data_class: str = "internal"
    kind_name: str = "matter"
    pk: int = 1
    code: str = ""


# Each role as it is usually given: office, place of the duty.
USUAL = {
    "leader": ("centre", "province"),
    "shift_lead": ("centre", "province"),
    "duty_officer": ("centre", "province"),
    "department_officer": ("department", "province"),
    "commune_officer": ("committee", "here"),
    "field_unit": ("branch", "province"),
    "administrator": ("centre", "province"),
    "auditor": ("centre", "province"),
    "integrator": ("centre", "province"),
    "wall": ("centre", "province"),
}

# Where the matter lies, as (place, office): "own" belongs to the role's office, "here" to nobody in particular.
MATRIX = """
role               | action            | here | elsewhere | own office | foreign office
leader             | alert.acknowledge | -    | -         | -          | -
leader             | alert.note        | yes  | yes       | yes        | yes
leader             | task.create       | yes  | yes       | yes        | yes
shift_lead         | alert.acknowledge | yes  | yes       | yes        | yes
shift_lead         | rule.change       | yes  | yes       | yes        | yes
shift_lead         | duty.give         | -    | -         | -          | -
duty_officer       | alert.acknowledge | yes  | yes       | yes        | yes
duty_officer       | incident.close    | yes  | yes       | yes        | yes
duty_officer       | rule.change       | -    | -         | -          | -
duty_officer       | alert.raise       | -    | -         | -          | -
department_officer | alert.acknowledge | -    | -         | yes        | -
department_officer | alert.note        | yes  | yes       | yes        | yes
department_officer | task.done         | -    | -         | yes        | -
department_officer | rule.change       | -    | -         | -          | -
commune_officer    | alert.acknowledge | yes  | -         | yes        | yes
commune_officer    | incident.open     | yes  | -         | yes        | yes
commune_officer    | task.done         | -    | -         | yes        | -
field_unit         | task.done         | -    | -         | yes        | -
field_unit         | alert.acknowledge | -    | -         | -          | -
administrator      | duty.give         | yes  | yes       | yes        | yes
administrator      | alert.acknowledge | -    | -         | -          | -
administrator      | incident.open     | -    | -         | -          | -
auditor            | person.look       | yes  | yes       | yes        | yes
auditor            | alert.note        | -    | -         | -          | -
auditor            | duty.give         | -    | -         | -          | -
integrator         | thing.create      | yes  | yes       | yes        | yes
integrator         | alert.acknowledge | -    | -         | -          | -
integrator         | duty.give         | -    | -         | -          | -
wall               | alert.acknowledge | -    | -         | -          | -
wall               | notice.read       | -    | -         | -          | -
"""


def rows(table: str) -> list[tuple[str, ...]]:
    lines = [tuple(cell.strip() for cell in line.split("|")) for line in table.strip().splitlines()]
    return lines[1:]


@pytest.mark.parametrize(("role", "action", "here", "elsewhere", "own", "foreign"), rows(MATRIX))
def test_the_policy_matrix(hd, role, action, here, elsewhere, own, foreign):
    office, place = (getattr(hd, name) for name in USUAL[role])
    actor = hd.officer(role, office, place)
    matters = {
        "here": (Matter(), here),
        "elsewhere": (Matter(scope_place=ELSEWHERE), elsewhere),
        "own office": (Matter(scope_office=office.code), own),
        "foreign office": (Matter(scope_office="BCHQS"), foreign),
    }
    answers = {name: decide(actor, action, matter).allowed for name, (matter, _) in matters.items()}
    assert answers == {name: said == "yes" for name, (_, said) in matters.items()}
    for matter, _ in matters.values():
        assert not decide(actor, action, Matter(matter.scope_place, matter.scope_office, "sensitive"))


CLASSES = """
held               | public | internal | personal | sensitive
internal           | yes    | yes      | -        | -
personal           | yes    | -        | yes      | -
internal sensitive | yes    | yes      | -        | yes
"""


@pytest.mark.parametrize(("held", "public", "internal", "personal", "sensitive"), rows(CLASSES))
def test_a_duty_opens_only_its_classes_of_data(hd, held, public, internal, personal, sensitive):
    actor = hd.officer("duty_officer", hd.centre, hd.province, *held.split())
    expected = {"public": public, "internal": internal, "personal": personal, "sensitive": sensitive}
    answers = {name: ("yes" if decide(actor, "alert.note", Matter(data_class=name)) else "-") for name in expected}
    assert answers == expected


def test_the_reason_names_role_office_area_and_day(hd):
    actor = hd.officer("duty_officer", hd.centre, hd.province)
    because = decide(actor, "alert.acknowledge", Matter()).because
    assert because == "được phép: vai trò Trực ban tại Trung tâm IOC, phạm vi toàn tỉnh, từ 01/01/2026"


def test_a_refusal_says_what_would_be_needed_and_what_there_is(hd):
    actor = hd.officer("commune_officer", hd.committee, hd.here)
    because = decide(actor, "alert.shelve", Matter(scope_place=ELSEWHERE)).because
    assert because == (
        "không được tạm gác cảnh báo: cần vai trò Trưởng ca, Trực ban, Cán bộ sở, ngành, An toàn thông tin cho Phường Bà Rịa,"
        " dữ liệu nội bộ; anh/chị có: Cán bộ xã, phường tại UBND phường Vũng Tàu"
        " (Phường Vũng Tàu; công khai, nội bộ)"
    )


def test_somebody_without_duties_is_told_so(hd):
    person = hd.person("an")
    assert decide(person.as_actor(), "alert.note", Matter()).because.endswith("chưa có nhiệm vụ nào còn hiệu lực")
    assert decide(PUBLIC, "alert.note", Matter()).because.endswith("anh/chị chưa đăng nhập")


def test_the_journal_keeps_vietnamese_whatever_the_reader_speaks(hd):
    actor = hd.officer("duty_officer", hd.centre, hd.province)
    with translation.override("en"):
        assert authorize(actor, "alert.note", Matter()).because.startswith("được phép")


@pytest.mark.parametrize(
    ("day", "allowed"),
    [(date(2025, 12, 31), False), (date(2026, 1, 1), True), (date(2026, 6, 29), True), (date(2026, 6, 30), False)],
)
def test_a_duty_holds_from_its_first_day_until_before_its_end(hd, day, allowed):
    person = hd.person("binh")
    hd.duty(person, "duty_officer", hd.centre, hd.province, valid_to=date(2026, 6, 30))
    with clock.frozen(clock.start_of(day)):
        assert decide(person.as_actor(), "alert.note", Matter()).allowed is allowed


def test_an_inactive_person_has_no_rights(hd):
    person = hd.person("chi", is_active=False)
    hd.duty(person, "duty_officer", hd.centre, hd.province)
    assert not decide(person.as_actor(), "alert.note", Matter())


def test_what_belongs_to_an_office_below_is_in_reach(hd):
    actor = hd.officer("department_officer", hd.department, hd.province)
    assert decide(actor, "task.done", Matter(scope_office="CCBVMT"))
    below = hd.officer("department_officer", hd.branch, hd.province)
    assert not decide(below, "task.done", Matter(scope_office="SNNMT"))


def test_what_has_no_place_needs_a_duty_over_the_whole_province(hd):
    local = hd.officer("administrator", hd.committee, hd.here)
    assert not decide(local, "settings.change")
    assert decide(hd.officer("administrator", hd.centre, hd.province), "settings.change")


def test_everybody_may_change_their_own_profile_and_nobody_elses(hd):
    an, binh = hd.person("an"), hd.person("binh")
    assert decide(an.as_actor(), "profile.change", an)
    assert not decide(an.as_actor(), "profile.change", binh)
    assert not decide(an.as_actor(), "duty.give", an)


def test_the_program_may_do_what_nobody_else_may(hd):
    shift_lead = hd.officer("shift_lead", hd.centre, hd.province)
    assert decide(system("rules"), "alert.raise", Matter())
    assert "việc riêng của chương trình" in decide(shift_lead, "alert.raise", Matter()).because


def make_key(**fields: object) -> Actor:
    facts = {"name": "k1", "prefix": "aa", "hash": b"", "can": ["things"], **fields}
    return Key.objects.create(**facts).as_actor()


def test_a_key_does_what_its_scopes_say(hd):
    actor = make_key()
    assert decide(actor, "thing.change", Matter())
    assert not decide(actor, "alert.acknowledge", Matter())
    assert "không có quyền" in decide(actor, "alert.acknowledge", Matter()).because


def test_a_key_keeps_to_its_things_and_its_place(hd):
    actor = make_key(things=["AQ-*"], place=hd.here)
    thing = Matter(kind_name="thing", code="AQ-001")
    assert decide(actor, "thing.change", thing)
    assert not decide(actor, "thing.change", Matter(kind_name="thing", code="WL-001"))
    assert not decide(actor, "thing.change", Matter(kind_name="thing", code="AQ-001", scope_place=ELSEWHERE))


def test_a_revoked_or_expired_key_does_nothing(hd):
    revoked = make_key(revoked_at=clock.now())
    assert "thu hồi hoặc hết hạn" in decide(revoked, "thing.change", Matter()).because
    assert not decide(make_key(name="k2", prefix="bb", expires_at=clock.now()), "thing.change", Matter())


def test_the_public_sees_places_and_nobodys_name(hd):
    hd.person("an")
    assert Place.objects.filter(visible(PUBLIC, Place)).count() == 3
    assert not Person.objects.filter(visible(PUBLIC, Person)).exists()


def test_an_area_sees_its_own_people(hd):
    here, elsewhere = hd.person("an", office=hd.committee), hd.person("binh", office=hd.other_committee)
    actor = hd.officer("commune_officer", hd.committee, hd.here)
    seen = Person.objects.filter(visible(actor, Person))
    assert here in seen
    assert elsewhere not in seen
    assert may_read(actor, here)
    assert not may_read(actor, elsewhere)


def test_a_department_sees_the_people_of_its_own_offices(hd):
    own, foreign = hd.person("an", office=hd.branch), hd.person("binh", office=hd.centre)
    seen = Person.objects.filter(visible(hd.officer("department_officer", hd.department, hd.province), Person))
    assert own in seen
    assert foreign not in seen


def test_everybody_sees_themselves(hd):
    an = hd.person("an")
    assert list(Person.objects.filter(visible(an.as_actor(), Person))) == [an]
    assert may_read(an.as_actor(), an)


def event(seq: int, kind: str, place: str = HERE, data_class: str = "internal") -> Event:
    return Event.objects.create(
        seq=seq, at=clock.now(), actor="system:t", subject_kind=kind, place=place, data_class=data_class
    )


def test_the_journal_shows_each_role_the_kinds_it_reads(hd):
    event(1, "alert")
    event(2, "alert", ELSEWHERE)
    event(3, "key")
    event(4, "alert", HERE, "sensitive")

    def seen(actor: Actor) -> list[int]:
        return list(Event.objects.filter(visible(actor, Event)).order_by("seq").values_list("seq", flat=True))

    assert seen(hd.officer("commune_officer", hd.committee, hd.here)) == [1]
    assert seen(hd.officer("duty_officer", hd.centre, hd.province)) == [1, 2]
    assert seen(hd.officer("auditor", hd.centre, hd.province)) == [1, 2, 3]
    assert seen(hd.officer("auditor", hd.centre, hd.province, "internal", "sensitive")) == [1, 2, 3, 4]
    assert seen(system("worker")) == [1, 2, 3, 4]
    assert seen(PUBLIC) == []


def test_a_scope_answers_as_the_query_does(hd):
    an, binh = hd.person("an", office=hd.committee), hd.person("binh", office=hd.other_committee)
    for role, (office, place) in USUAL.items():
        actor = hd.officer(role, getattr(hd, office), getattr(hd, place))
        scope, seen = scope_of(actor), set(Person.objects.filter(visible(actor, Person)))
        for person in (an, binh):
            assert scope.covers(*Where.of(person)[:3], kind="person") is (person in seen), role


def test_any_number_of_duties_costs_the_same_queries(hd, django_assert_num_queries):
    person = hd.person("an", office=hd.department)
    for office in (hd.department, hd.centre, hd.branch, hd.committee):
        hd.duty(person, "department_officer", office, hd.province)
    with django_assert_num_queries(2):
        scope_of(person.as_actor())
    with django_assert_num_queries(2), remembering():
        for _ in range(3):
            decide(person.as_actor(), "task.done", Matter(scope_office="CCBVMT"))
            visible(person.as_actor(), Person)


def test_a_mistake_in_the_facts_names_the_place():
    known = facts()
    for role in known.roles.values():
        assert all(any(matches([pattern], action) for action in known.actions) for pattern in role.can)


# Revoking never increases rights: with any subset of the duties, everything allowed is allowed with all of them.
PLACES = st.sampled_from(["", PROVINCE, HERE, ELSEWHERE])
OFFICES = st.sampled_from(["", "IOC", "SNNMT", "CCBVMT"])
DATA = st.sampled_from(["public", "internal", "personal", "sensitive"])
RIGHTS = st.builds(
    Right,
    role=st.sampled_from(list(facts().roles.values())),
    place=PLACES,
    offices=st.frozensets(OFFICES, max_size=2),
    classes=st.frozensets(DATA, min_size=1),
)


@settings(max_examples=300, deadline=None)
@given(
    duties=st.lists(RIGHTS, min_size=1, max_size=5),
    gone=st.integers(min_value=0),
    action=st.sampled_from(list(facts().actions)),
    where=st.builds(Where, PLACES, OFFICES, DATA),
    kind=st.sampled_from(["", *facts().kinds]),
)
def test_revoking_a_duty_never_increases_rights(duties, gone, action, where, kind):
    kept = [right for at, right in enumerate(duties) if at != gone % len(duties)]
    if any(right.may(action, where) for right in kept):
        assert any(right.may(action, where) for right in duties)
    if any(right.reads(kind, where) for right in kept):
        assert any(right.reads(kind, where) for right in duties)


@pytest.mark.parametrize("role", list(USUAL))
def test_revoking_each_duty_of_somebody_leaves_no_more_than_before(hd, role):
    person = hd.person("an", office=hd.department)
    duties = [
        hd.duty(person, role, hd.department, hd.here),
        hd.duty(person, "commune_officer", hd.committee, hd.here, "internal", "personal"),
    ]
    matters = [Matter(place, office) for place in (HERE, ELSEWHERE) for office in ("", "SNNMT", "UBND-26506")]

    def allowed() -> set[tuple[str, int]]:
        actor = person.as_actor()
        with remembering():
            return {
                (action, at)
                for action in facts().actions
                for at, matter in enumerate(matters)
                if decide(actor, action, matter)
            }

    before = allowed()
    for duty in duties:
        duty.revoked_at = clock.now()
        duty.save()
        after = allowed()
        assert after <= before
        before = after
    assert before == set()


def test_a_day_without_bounds_is_always_in_force(hd):
    Office.objects.filter(code="IOC").update(valid_from=None)
    assert Office.objects.filter(valid_on(date(1990, 1, 1))).count() == 1
    assert Duty.objects.count() == 0
