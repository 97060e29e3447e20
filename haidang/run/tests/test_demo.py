import pytest
from django.contrib.auth import authenticate

from haidang.core.directory.keys import grant_for
from haidang.core.directory.models import Person
from haidang.core.directory.sync import sync
from haidang.kernel import home
from haidang.run.demo import env, people
from haidang.run.demo.env import one_account_for_each_title

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.setenv("HAIDANG_HOME", str(tmp_path))
    home.here().ensure()
    sync()
    people.people()
    return home.here()


def test_the_told_passwords_open_the_accounts(here, rf):
    for account, password, title in one_account_for_each_title(here):
        assert Person.objects.get(account=account).check_password(password)
        assert title
    assert authenticate(rf.post("/"), username="trucban", password="wrong") is None


def test_the_told_key_may_send_readings(here):
    assert grant_for(env.read(here)["HAIDANG_KEY"]).allows("ingest")


def test_the_file_is_for_its_owner_only(here):
    assert here.demo_env.stat().st_mode & 0o777 == 0o600


def test_a_second_start_changes_nothing(here):
    before = here.demo_env.read_text()
    people.people()
    assert here.demo_env.read_text() == before


def test_a_lost_file_is_written_anew_and_the_old_words_are_void(here):
    before = env.read(here)
    here.demo_env.unlink()
    people.people()
    after = env.read(here)
    assert after["HAIDANG_PASSWORD_TRUCBAN"] != before["HAIDANG_PASSWORD_TRUCBAN"]
    assert Person.objects.get(account="trucban").check_password(after["HAIDANG_PASSWORD_TRUCBAN"])
    assert grant_for(after["HAIDANG_KEY"]).allows("ingest")
