"""The papers people keep here: whose they are, who sees them, and that only they share."""

import io
from datetime import date, timedelta

import pytest

from haidang.core.audit.models import Event
from haidang.core.documents import actions, queries, store
from haidang.core.files.receiving import receive
from haidang.core.files.tests.samples import picture
from haidang.kernel import clock
from haidang.kernel.action import Invalid, NotPossible, Refused

from .dossiers import MONDAY


def photo(person=None):
    return receive(io.BytesIO(picture()), name="the.jpg", data_class="personal", person=person)


def test_a_signed_result_is_in_its_owners_papers_under_its_name(dossiers):
    owner = dossiers.person("an")
    case, result = dossiers.to_sign(owner=owner)
    assert queries.store(owner.as_actor(), owner) == []
    actions.sign_here(dossiers.lead, result)
    (kept,) = queries.store(owner.as_actor(), owner)
    assert (kept.paper, kept.name, kept.valid_to) == ("licence", "Giấy phép khai thác thủy sản", date(2031, 11, 16))
    assert kept.is_valid
    assert kept.document.case == case
    actions.void(dossiers.lead, result, reason="nhầm")
    assert queries.store(owner.as_actor(), owner) == []


def test_nobody_else_sees_somebodys_papers(dossiers):
    owner, other = dossiers.person("an"), dossiers.person("binh")
    store.add(owner.as_actor(), owner, photo(owner), name="Căn cước")
    for stranger in (other.as_actor(), dossiers.lead):
        with pytest.raises(Refused):
            queries.store(stranger, owner)
    with pytest.raises(Refused):
        store.add(other.as_actor(), owner, photo(), name="của người khác")


def test_what_was_compared_with_the_original_says_so(dossiers):
    owner = dossiers.person("an")
    case = dossiers.received(owner=owner)
    store.verify(dossiers.clerk, case, photo(owner), name="Đăng kiểm", paper="inspection", valid_to=date(2026, 11, 1))
    store.add(owner.as_actor(), owner, photo(owner), name="Tự chụp")
    own, compared = sorted(queries.store(owner.as_actor(), owner), key=lambda one: one.is_verified)
    assert (own.name, own.is_verified) == ("Tự chụp", False)
    assert (compared.paper, compared.is_verified, compared.is_valid) == ("inspection", True, False)
    with pytest.raises(NotPossible):
        store.verify(dossiers.clerk, dossiers.received(), photo(), name="không có kho")


def test_only_the_owner_shares_and_every_look_is_theirs_to_see(dossiers):
    owner = dossiers.person("an")
    kept = store.add(owner.as_actor(), owner, photo(owner), name="Căn cước")
    office, until = dossiers.counter.hd.committee, MONDAY.date() + timedelta(days=3)
    with pytest.raises(Refused):
        store.share(dossiers.lead, kept, office=office, until=until)
    with pytest.raises(Invalid):
        store.share(owner.as_actor(), kept, office=office, until=MONDAY.date() - timedelta(days=1))
    shared = store.share(owner.as_actor(), kept, office=office, until=until, why="vay vốn")
    assert list(queries.shared_with(dossiers.clerk)) == [shared]
    assert list(queries.shared_with(dossiers.outsider)) == []
    file, content = store.open_shared(dossiers.clerk, shared)
    content.close()
    assert file == kept.file
    assert Event.objects.filter(action="paper.open", actor=str(dossiers.clerk)).count() == 1
    with pytest.raises(Refused):
        store.open_shared(dossiers.outsider, shared)
    with clock.frozen(MONDAY + timedelta(days=4)), pytest.raises(NotPossible):
        store.open_shared(dossiers.clerk, shared)
    store.unshare(owner.as_actor(), shared)
    assert list(queries.shared_with(dossiers.clerk)) == []


def test_what_is_taken_away_is_no_longer_shared(dossiers):
    owner = dossiers.person("an")
    kept = store.add(owner.as_actor(), owner, photo(owner), name="Căn cước")
    store.share(owner.as_actor(), kept, office=dossiers.counter.hd.committee, until=MONDAY.date())
    store.remove(owner.as_actor(), kept)
    assert queries.store(owner.as_actor(), owner) == []
    assert not queries.shared_with(dossiers.clerk).exists()
