import json
import os
import re

import pytest

from haidang.api.intake.accounts import Account, mosquitto, nats
from haidang.api.intake.keeper import Keeper, device_accounts
from haidang.core.directory import actions
from haidang.core.directory.devices import mqtt_password
from haidang.core.directory.models import Key
from haidang.kernel.action import system

BOSS = system("test")


def new_key(name="tram", can=("ingest",), things=()):
    key, _token = actions.create_key(BOSS, name=name, can=can, things=things)
    return key


@pytest.fixture
def stations(world):
    for code in ("AQ-001", "AQ-002", "WL-001"):
        world.thing(code)


def test_a_key_that_may_send_readings_is_an_account(stations):
    new_key("tram")
    new_key("doc", can=("read",))
    assert [one.name for one in device_accounts()] == ["tram"]


def test_globs_are_spelled_out_over_the_things_there_are(stations):
    new_key("khi", things=["AQ-*", "MOI-1"])
    [account] = device_accounts()
    assert account.things == ("AQ-001", "AQ-002", "MOI-1")


def test_a_key_without_globs_may_speak_for_things_nobody_knows_yet(stations):
    new_key("moi")
    assert device_accounts()[0].things is None


def test_a_key_whose_globs_match_nothing_may_say_nothing(stations):
    new_key("khong", things=["XX-*"])
    [account] = device_accounts()
    assert account.things == ()
    users = json.loads("{" + nats([account]) + "}")["users"]
    assert users[0]["permissions"]["publish"] == {"allow": ["_none"]}
    assert mosquitto([account])[1] == "user khong\n"


def test_a_revoked_key_is_no_account(stations):
    actions.revoke_key(BOSS, new_key("tram"))
    assert device_accounts() == []


def test_the_password_is_the_keys_own_and_not_its_token(stations):
    one, two = new_key("mot"), new_key("hai")
    assert mqtt_password(one) == mqtt_password(Key.objects.get(name="mot"))
    assert mqtt_password(one) != mqtt_password(two)
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", mqtt_password(one))


def test_a_device_hears_nothing_and_intake_hears_all():
    device, intake = Account("d", "x", ("AQ-001",)), Account("intake", "y", hears=True)
    one, two = json.loads("{" + nats([device, intake]) + "}")["users"]
    assert one["permissions"] == {"publish": {"allow": ["haidang.AQ-001.*"]}, "subscribe": {"deny": [">"]}}
    assert "permissions" not in two
    assert (
        mosquitto([device, intake])[1]
        == "user d\ntopic write haidang/AQ-001/+\nuser intake\ntopic readwrite haidang/#\n"
    )


def test_no_password_stands_in_mosquittos_file():
    passwords, _ = mosquitto([Account("d", "bi-mat")])
    assert re.fullmatch(r"d:\$7\$101\$[A-Za-z0-9+/=]{16}\$[A-Za-z0-9+/=]{88}\n", passwords)
    assert "bi-mat" not in passwords


def test_the_files_are_their_owners_only_and_change_only_with_the_keys(stations, tmp_path):
    keeper = Keeper(tmp_path, tmp_path / "pid", form="mosquitto")
    new_key("tram")
    assert keeper.write(device_accounts())
    assert not keeper.write(device_accounts())
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


def test_the_broker_is_told_when_a_key_comes_or_goes(stations, tmp_path, monkeypatch):
    told = []
    monkeypatch.setattr(os, "kill", lambda pid, sign: told.append(pid))
    (tmp_path / "pid").write_text("4711\n")
    keeper = Keeper(tmp_path, tmp_path / "pid")
    for change in (
        lambda: None,
        lambda: new_key("tram"),
        lambda: None,
        lambda: actions.revoke_key(BOSS, Key.objects.get()),
    ):
        change()
        keeper._due_at = 0.0
        keeper.refresh()
    assert told == [4711, 4711, 4711]


def test_a_broker_that_is_not_there_is_no_misfortune(stations, tmp_path):
    (tmp_path / "pid").write_text("999999999\n")
    Keeper(tmp_path, tmp_path / "pid").refresh()
    Keeper(tmp_path, tmp_path / "none").refresh()
    assert (tmp_path / "accounts.conf").exists()
