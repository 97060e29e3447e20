import time

import pytest

from haidang.core.audit.models import Event
from haidang.core.directory import keys
from haidang.core.directory.actions import create_key, revoke_key
from haidang.core.directory.keys import forget_grants, grant_for, kept_grant
from haidang.core.directory.models import Key
from haidang.kernel.action import Invalid, NotPossible, Refused


@pytest.fixture
def administrator(hd):
    return hd.officer("administrator", hd.centre, hd.province)


@pytest.fixture(autouse=True)
def nothing_kept():
    forget_grants()


def test_a_key_is_shown_once_and_kept_as_a_hash(administrator):
    key, token = create_key(administrator, name="AQ-city", can=["ingest"], things=["AQ-*"])
    assert token.startswith(f"hd_{key.prefix}_")
    assert len(token) > 50
    stored = Key.objects.get(name="AQ-city")
    assert token.encode() not in bytes(stored.hash)
    event = Event.objects.get(action="key.create")
    assert token not in str(event.after) + str(event.facts)


def test_a_token_grants_what_the_key_can(administrator):
    _, token = create_key(administrator, name="k", can=["ingest", "things"], things=["AQ-*"], readings_per_second=50)
    grant = grant_for(token)
    assert grant is not None
    assert (grant.name, grant.readings_per_second) == ("k", 50)
    assert grant.allows("ingest")
    assert grant.allows("thing.change")
    assert not grant.allows("read")
    assert grant.speaks_for("AQ-001")
    assert not grant.speaks_for("WL-001")


@pytest.mark.parametrize(
    "token", ["", "hd_", "hd__x", "hd_zz_x", "Bearer hd", "hd_\0_x", "hd_" + "a" * 5000, "khóa_tiếng_Việt"]
)
def test_anything_else_grants_nothing(db, token):
    assert grant_for(token) is None


def test_a_right_prefix_with_a_wrong_secret_grants_nothing(administrator):
    key, token = create_key(administrator, name="k", can=["ingest"])
    assert grant_for(token[:-1] + ("a" if token[-1] != "a" else "b")) is None
    assert grant_for(f"hd_{key.prefix}_") is None


def test_a_grant_is_kept_for_a_few_seconds(administrator, django_assert_num_queries):
    _, token = create_key(administrator, name="k", can=["ingest"])
    assert kept_grant(token) == (False, None)
    assert grant_for(token) is not None
    with django_assert_num_queries(0):
        assert grant_for(token) is not None
        assert kept_grant(token)[0]


def test_a_revoked_key_stops_at_the_bell(administrator):
    key, token = create_key(administrator, name="k", can=["ingest"])
    assert grant_for(token) is not None
    revoke_key(administrator, key, why="lộ khóa")
    forget_grants()
    assert grant_for(token) is None


def test_a_revoked_key_stops_within_five_seconds_without_the_bell(administrator, monkeypatch):
    _, token = create_key(administrator, name="k", can=["ingest"])
    assert grant_for(token) is not None
    Key.objects.update(revoked_at="2026-01-01T00:00:00+07:00")
    assert grant_for(token) is not None
    later = time.monotonic() + 4.9
    monkeypatch.setattr(keys.time, "monotonic", lambda: later)
    assert grant_for(token) is None


def test_a_key_is_revoked_once(administrator):
    key, _ = create_key(administrator, name="k", can=["ingest"])
    revoke_key(administrator, key)
    with pytest.raises(NotPossible):
        revoke_key(administrator, key)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": "có dấu"}, "name"),
        ({"can": []}, "can"),
        ({"can": ["everything"]}, "can"),
        ({"can": ["alert.raise"]}, "can"),
        ({"readings_per_second": -1}, "readings_per_second"),
        ({"things": [""]}, "things"),
    ],
)
def test_a_wrong_key_is_refused_by_field(administrator, facts, field):
    with pytest.raises(Invalid) as refused:
        create_key(administrator, **{"name": "k", "can": ["ingest"], **facts})
    assert refused.value.field == field


def test_an_integrator_cannot_make_a_key_that_may_more_than_they(hd):
    integrator = hd.officer("integrator", hd.centre, hd.province)
    create_key(integrator, name="a", can=["ingest", "things"])
    with pytest.raises(Refused):
        create_key(integrator, name="b", can=["incidents"])
    with pytest.raises(Refused):
        create_key(integrator, name="c", can=["read.personal"])


def test_a_local_administrator_cannot_make_a_key_for_the_whole_province(hd):
    local = hd.officer("administrator", hd.committee, hd.here)
    create_key(local, name="a", can=["ingest"], place=hd.here)
    with pytest.raises(Refused):
        create_key(local, name="b", can=["ingest"])
    with pytest.raises(Refused):
        create_key(local, name="c", can=["ingest"], place=hd.elsewhere)
