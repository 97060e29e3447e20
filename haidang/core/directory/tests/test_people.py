from datetime import date, timedelta

import pytest

from haidang.core.audit.models import Event
from haidang.core.directory.actions import (
    change_office,
    change_person,
    change_profile,
    create_person,
    give_duty,
    revoke_duty,
    set_password,
    unlock_account,
)
from haidang.core.directory.permissions import decide
from haidang.core.directory.queries import duties, people
from haidang.kernel import clock
from haidang.kernel.action import Invalid, NotPossible, Refused

STRONG = "Một-câu-đủ-dài-01"


@pytest.fixture
def administrator(hd):
    return hd.officer("administrator", hd.centre, hd.province, "internal", "personal")


@pytest.fixture
def an(hd, administrator):
    return create_person(
        administrator,
        account="an.nguyen",
        full_name="Nguyễn Thị An",
        office=hd.centre,
        password=STRONG,
        email="an@haidang.example",
        phone="0900000001",
    )


def test_a_new_person_may_nothing_until_given_a_duty(hd, administrator, an):
    assert not decide(an.as_actor(), "alert.acknowledge", hd.centre)
    give_duty(administrator, an, role="duty_officer", office=hd.centre, place=hd.province, data_classes=["public"])
    assert decide(an.as_actor(), "alert.acknowledge", hd.centre)


def test_the_journal_names_personal_fields_and_never_quotes_them(administrator, an):
    change_person(administrator, an, phone="0911222333", full_name="Nguyễn Thị Ân")
    event = Event.objects.get(action="person.change")
    assert event.facts["personal"] == ["phone"]
    assert event.after == {"full_name": "Nguyễn Thị Ân"}
    text = "".join(str(row.before) + str(row.after) + str(row.facts) for row in Event.objects.all())
    assert "0911222333" not in text
    assert "an@haidang" not in text
    assert STRONG not in text


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"account": "an nguyễn"}, "account"),
        ({"account": "AN.nguyen"}, "account"),
        ({"full_name": "  "}, "full_name"),
        ({"password": "ngắn"}, "password"),
        ({"email": "không phải thư"}, "email"),
        ({"language": "fr"}, "language"),
    ],
)
def test_a_wrong_person_is_refused_by_field(hd, administrator, an, facts, field):
    good = {"account": "binh", "full_name": "Bình", "office": hd.centre, "password": STRONG}
    with pytest.raises(Invalid) as refused:
        create_person(administrator, **{**good, **facts})
    assert refused.value.field == field


def test_a_closed_account_may_nothing(hd, administrator, an):
    give_duty(administrator, an, role="duty_officer", office=hd.centre, place=hd.province)
    change_person(administrator, an, is_active=False)
    assert not decide(an.as_actor(), "alert.acknowledge", hd.centre)


def test_a_local_administrator_keeps_to_their_place(hd, an):
    local = hd.officer("administrator", hd.committee, hd.here)
    here = create_person(local, account="binh", full_name="Bình", office=hd.committee)
    with pytest.raises(Refused):
        create_person(local, account="chi", full_name="Chi", office=hd.other_committee)
    with pytest.raises(Refused):
        change_person(local, an, full_name="X")
    with pytest.raises(Refused):
        change_person(local, here, office=hd.other_committee)
    with pytest.raises(Refused):
        give_duty(local, here, role="commune_officer", place=hd.province)


def test_nobody_gives_themselves_a_duty(hd):
    person = hd.person("quan.tri", office=hd.centre)
    hd.duty(person, "administrator", hd.centre, hd.province)
    with pytest.raises(NotPossible, match="nhờ một quản trị khác"):
        give_duty(person.as_actor(), person, role="shift_lead", place=hd.province)


def test_a_revoked_duty_stays_in_the_books(hd, administrator, an):
    duty = give_duty(administrator, an, role="duty_officer", office=hd.centre, place=hd.province)
    revoke_duty(administrator, duty, why="chuyển công tác")
    assert not decide(an.as_actor(), "alert.acknowledge", hd.centre)
    assert list(duties(administrator, person=an)) == [duty]
    assert list(duties(administrator, person=an, on=clock.today())) == []
    with pytest.raises(NotPossible):
        revoke_duty(administrator, duty, why="lần nữa")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"role": "king"}, "role"),
        ({"data_classes": []}, "data_classes"),
        ({"data_classes": ["secret"]}, "data_classes"),
        ({"valid_to": date(2020, 1, 1)}, "valid_to"),
    ],
)
def test_a_wrong_duty_is_refused_by_field(hd, administrator, an, facts, field):
    with pytest.raises(Invalid) as refused:
        give_duty(administrator, an, **{"role": "leader", "place": hd.province, **facts})
    assert refused.value.field == field


def test_everybody_chooses_their_own_language(administrator, an):
    change_profile(an.as_actor(), an, language="en")
    an.refresh_from_db()
    assert an.language == "en"
    with pytest.raises(Refused):
        change_profile(administrator, an, language="vi")


def test_a_locked_account_is_opened_by_an_administrator(administrator, an):
    an.failures, an.locked_until = 5, clock.now() + timedelta(minutes=10)
    an.save()
    unlock_account(administrator, an)
    an.refresh_from_db()
    assert (an.failures, an.locked_until) == (0, None)


def test_a_new_password_is_not_in_the_journal(administrator, an):
    set_password(administrator, an, "Một-câu-dài-khác-99")
    an.refresh_from_db()
    assert an.check_password("Một-câu-dài-khác-99")
    assert "Một-câu" not in str(Event.objects.latest("seq").facts)


def test_people_are_found_without_diacritics(administrator, an):
    assert list(people(administrator, words="nguyen an")) == [an]
    assert list(people(administrator, words="AN.NG")) == [an]
    assert not people(administrator, words="thanh").exists()


def test_an_edited_office_remembers_what_was_edited(hd, administrator):
    change_office(administrator, hd.centre, phone="0254 000 000")
    hd.centre.refresh_from_db()
    assert hd.centre.edited == ["phone"]
