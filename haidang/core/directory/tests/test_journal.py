"""What each role sees of the journal, and who looked at whose data."""

from datetime import datetime

import pytest

from haidang.core.audit.actions import look
from haidang.core.audit.chain import record
from haidang.core.audit.models import Event
from haidang.core.audit.queries import Filter, events, history, who_looked_at
from haidang.kernel import clock
from haidang.kernel.action import PUBLIC, Actor, Invalid, Refused
from haidang.kernel.action import Event as Draft

NINE = datetime(2026, 11, 21, 9, tzinfo=clock.HO_CHI_MINH)
LAN = Actor("person", "7", "Nguyễn Ngọc Lan")


def happened(action: str, label: str = "", *, place: str = "HD/26506/") -> None:
    record([Draft(NINE, LAN, action, "được phép", action.partition(".")[0], "1", label, place=place)])


def found(viewer: Actor) -> list[int]:
    return [event.seq for event in events(viewer).events]


def test_each_sees_their_own_part_of_the_journal(hd):
    happened("alert.note")
    happened("alert.note", place="HD/26560/")
    happened("key.create")
    assert found(hd.officer("commune_officer", hd.committee, hd.here)) == [1]
    assert found(hd.officer("auditor", hd.centre, hd.province)) == [3, 2, 1]
    assert found(PUBLIC) == []


def test_a_page_costs_a_constant_number_of_queries(hd, django_assert_max_num_queries):
    for number in range(60):
        happened("alert.note", f"{number}")
    auditor = hd.officer("auditor", hd.centre, hd.province)
    with django_assert_max_num_queries(3):
        list(events(auditor, Filter(words="1")).events)


def test_a_look_at_personal_data_is_kept_and_its_person_can_see_it(hd):
    an = hd.person("an", office=hd.committee)
    officer = hd.officer("duty_officer", hd.centre, hd.province, "internal", "personal")
    look(officer, an, ["phone"], "gọi vì ngập trước nhà")
    (seen,) = who_looked_at(an.as_actor(), an)
    assert (seen.actor, seen.fields, seen.why) == (str(officer), ["phone"], "gọi vì ngập trước nhà")
    assert Event.objects.get(action="person.look").data_class == "personal"
    assert who_looked_at(hd.person("binh").as_actor(), an) == []
    auditor = hd.officer("auditor", hd.centre, hd.province, "internal", "personal")
    assert len(who_looked_at(auditor, an)) == 1
    assert [event.action for event in history(auditor, an)] == ["person.look"]


def test_nobody_looks_without_a_reason_or_the_class_of_data(hd):
    an = hd.person("an", office=hd.committee)
    with pytest.raises(Invalid, match="lý do"):
        look(hd.officer("duty_officer", hd.centre, hd.province, "personal"), an, ["phone"], " ")
    with pytest.raises(Refused, match="cá nhân"):
        look(hd.officer("duty_officer", hd.centre, hd.province, "internal"), an, ["phone"], "tò mò")
    with pytest.raises(Refused):
        look(hd.officer("commune_officer", hd.committee, hd.here, "personal"), an, ["phone"], "tò mò")
    assert not Event.objects.exists()
