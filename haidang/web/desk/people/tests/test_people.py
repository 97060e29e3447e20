"""People, duties, keys and offices, through a browser's eyes."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from haidang.core.directory.models import Duty, Key, Office, Person
from haidang.kernel import clock
from haidang.web.tests.browsing import HTMX, text


@pytest.fixture
def lan(desk):
    return desk.hd.person("lan", office=desk.hd.centre, email="lan@tinh.example", phone="0901234567")


@pytest.fixture
def admin(desk, lan):
    return desk.client("administrator")


def page(client, name, *args, **more):
    return client.get(reverse(name, args=args), **more)


def test_people_are_found_without_diacritics(admin, lan, desk):
    Person.objects.filter(pk=lan.pk).update(full_name="Nguyễn Ngọc Lan", folded="nguyen ngoc lan")
    assert "Nguyễn Ngọc Lan" in text(admin.get("/people/?q=ngoc+LAN"))
    assert "Nguyễn Ngọc Lan" not in text(admin.get("/people/?q=hung"))


@pytest.mark.parametrize("query", ["office=IOC", "role=administrator", "state=closed", "state=locked", "state=device"])
def test_the_list_is_narrowed(admin, query):
    assert admin.get(f"/people/?{query}").status_code == 200


@pytest.mark.parametrize("role", ["administrator", "shift_lead", "auditor"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_who_may_read_people_reads_them(desk, lan, role, language):
    client = desk.client(role, language)
    for name, args in (("people", ()), ("person", (lan.pk,)), ("offices", ())):
        assert page(client, name, *args).status_code == 200


def test_who_may_not_is_told_why(desk):
    answer = desk.client("integrator").get("/people/")
    assert answer.status_code == 403
    assert "cần vai trò" in text(answer)


def test_contacts_are_covered_until_somebody_says_why_they_look(desk, lan):
    client = desk.client("shift_lead")
    assert lan.email not in text(page(client, "person", lan.pk))
    answer = client.post(reverse("person_look", args=[lan.pk]), {"why": "gọi vào ca"}, headers=HTMX)
    assert lan.email in text(answer)
    assert lan.phone in text(answer)
    assert desk.actions() == ["person.look"]
    again = text(page(client, "person", lan.pk))
    assert lan.phone not in again
    assert "gọi vào ca" in again


def test_a_look_without_a_reason_shows_nothing(desk, lan):
    client = desk.client("shift_lead")
    answer = client.post(reverse("person_look", args=[lan.pk]), {"why": "  "})
    assert answer.status_code == 422
    assert lan.phone not in text(answer)
    assert desk.actions() == []


def test_who_lacks_the_right_to_look_is_refused(desk, lan):
    client = desk.client("leader")
    assert client.post(reverse("person_look", args=[lan.pk]), {"why": "tò mò"}).status_code == 403
    assert desk.actions() == []


def test_editing_an_account_does_not_reveal_its_contacts(admin, lan):
    assert lan.phone not in text(page(admin, "person_change", lan.pk))


NEW = {"account": "hung", "full_name": "Lê Hùng", "office": "IOC", "language": "vi", "phone": "0909"}


def test_a_new_account_gets_a_password_that_opens_it_and_is_shown_once(admin, desk):
    answer = admin.post(reverse("person_new"), NEW)
    assert desk.actions() == ["person.create"]
    password = re.search(r"data-secret>([^<]+)<", text(answer))[1]
    assert "no-store" in answer["Cache-Control"]
    person = Person.objects.get(account="hung")
    assert person.check_password(password)
    assert password not in text(page(admin, "person", person.pk))
    assert Client().login(username="hung", password=password)


def test_a_refused_account_keeps_what_was_typed(admin, desk):
    answer = admin.post(reverse("person_new"), NEW | {"account": "lan"})
    assert answer.status_code == 422
    assert 'value="Lê Hùng"' in text(answer)
    assert "đã có người dùng" in text(answer)
    assert desk.actions() == []


def test_changing_an_account_is_one_event(admin, desk, lan):
    answer = admin.post(
        reverse("person_change", args=[lan.pk]), {"full_name": "Lan Anh", "office": "SNNMT", "language": "en"}
    )
    assert answer["Location"] == reverse("person", args=[lan.pk])
    assert desk.actions() == ["person.change"]
    lan.refresh_from_db()
    assert (lan.full_name, lan.office.code, lan.phone) == ("Lan Anh", "SNNMT", "0901234567")


def test_an_account_is_closed_opened_and_unlocked(admin, desk, lan):
    admin.post(reverse("person_switch", args=[lan.pk]))
    lan.refresh_from_db()
    assert not lan.is_active
    admin.post(reverse("person_switch", args=[lan.pk]))
    Person.objects.filter(pk=lan.pk).update(failures=5, locked_until=clock.now() + timedelta(minutes=9))
    assert "Mở khóa" in text(page(admin, "person", lan.pk))
    admin.post(reverse("person_unlock", args=[lan.pk]))
    lan.refresh_from_db()
    assert lan.is_active
    assert lan.locked_until is None
    assert desk.actions() == ["person.change", "person.change", "person.unlock"]


def test_a_new_password_is_shown_once(admin, desk, lan):
    answer = admin.post(reverse("person_password", args=[lan.pk]))
    lan.refresh_from_db()
    assert lan.check_password(re.search(r"data-secret>([^<]+)<", text(answer))[1])
    assert desk.actions() == ["person.change"]


DUTY = {
    "role": "duty_officer", "office": "IOC", "place": "26506", "data_classes": ["internal"], "valid_from": "2026-11-01",
    "valid_to": "", "why": "theo quyết định",
}  # fmt: skip


def test_a_duty_is_given_and_revoked(admin, desk, lan):
    admin.post(reverse("duty_give", args=[lan.pk]), DUTY)
    duty = Duty.objects.get(person=lan)
    assert "theo quyết định" in text(page(admin, "person", lan.pk))
    admin.post(reverse("duty_revoke", args=[duty.pk]), {"why": "chuyển công tác"})
    duty.refresh_from_db()
    assert duty.revoked_at
    assert desk.actions() == ["duty.give", "duty.revoke"]


def test_a_duty_that_ends_before_it_begins_is_said_beside_its_field(admin, desk, lan):
    answer = admin.post(reverse("duty_give", args=[lan.pk]), DUTY | {"valid_to": "2026-10-01"}, headers=HTMX)
    assert answer.status_code == 422
    assert "Ngày kết thúc phải sau" in text(answer)
    assert "theo quyết định" in text(answer)
    assert desk.actions() == []


def test_nobody_gives_duties_without_the_right(desk, lan):
    client = desk.client("shift_lead")
    assert page(client, "duty_give", lan.pk).status_code == 403
    assert client.post(reverse("duty_give", args=[lan.pk]), DUTY).status_code == 403


def test_a_key_is_made_once_and_revoked(admin, desk):
    given = {"name": "tram-khi", "can": ["ingest", "read"], "things": "AQ-*, WL-001", "readings_per_second": "50"}
    answer = admin.post(reverse("key_new"), given)
    key = Key.objects.get(name="tram-khi")
    assert f"hd_{key.prefix}_" in text(answer)
    assert key.things == ["AQ-*", "WL-001"]
    listed = text(page(admin, "keys"))
    assert "tram-khi" in listed
    assert re.search(rf"hd_{key.prefix}_\w", listed) is None
    assert admin.post(reverse("key_revoke", args=["tram-khi"]), {"why": "mất máy"}).status_code == 302
    assert desk.actions() == ["key.create", "key.revoke"]
    assert "đã thu hồi" in text(page(admin, "keys"))


def test_a_key_needs_something_to_do(admin, desk):
    answer = admin.post(reverse("key_new"), {"name": "tram", "readings_per_second": "0", "things": "AQ-*"})
    assert answer.status_code == 422
    assert 'value="AQ-*"' in text(answer)
    assert desk.actions() == []


def test_keys_are_not_for_everybody(desk):
    assert page(desk.client("shift_lead"), "keys").status_code == 403


def test_the_tree_shows_what_is_under_what_and_what_followed(admin, desk):
    old = Office.objects.create(
        code="STNMT", kind="department", name_vi="Sở Tài nguyên và Môi trường", name_en="Old", folded="so tai nguyen",
        sort_key="a", place=desk.hd.province, valid_from="2020-01-01", valid_to="2025-07-01",
    )  # fmt: skip
    old.successors.add(desk.hd.department)
    today = text(page(admin, "offices"))
    assert "Chi cục Bảo vệ môi trường" in today
    assert "Sở Tài nguyên và Môi trường" not in today
    before = text(admin.get("/people/offices/?on=2025-06-30"))
    assert "Sở Tài nguyên và Môi trường" in before
    assert "Sở Nông nghiệp và Môi trường" in before
    assert "Chi cục Bảo vệ môi trường" not in before


def test_an_office_is_corrected(admin, desk):
    names = {"name_vi": "Trung tâm IOC tỉnh", "name_en": "IOC", "phone": "0254"}
    admin.post(reverse("office_change", args=["IOC"]), names)
    assert desk.actions() == ["office.change"]
    assert "Trung tâm IOC tỉnh" in text(admin.get("/people/offices/?q=IOC"))


def test_an_integrator_finds_the_keys_without_the_people(desk):
    client = desk.client("integrator")
    assert reverse("keys") in text(client.get("/sources/"))
    page = text(client.get(reverse("keys")))
    assert reverse("key_new") in page
    assert reverse("people") + '"' not in page
