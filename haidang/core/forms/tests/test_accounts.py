"""What an account knows of its owner, and the papers it keeps, spare them typing and sending."""

import pytest

from haidang.core.citizens import accounts
from haidang.core.directory.signing_in.proofs import Proof
from haidang.core.documents import store
from haidang.core.forms import actions, queries, reusing
from haidang.core.forms.prefilling import known_of, prefilled, sources
from haidang.core.forms.steps import every_question
from haidang.kernel.action import PUBLIC, Invalid

from .office import FILLED, IDENTITY, a_file

CLAIMS = {"name": "Nguyễn Thị Hương", "identity": IDENTITY, "birth_date": "1990-05-02", "phone": "mười số"}


@pytest.fixture
def huong(db):
    """Somebody whom an issuer of identities knows."""
    return accounts.sign_in(Proof("issuer", "079085001234", issuer="vneid", level="2", claims=CLAIMS))


def test_what_an_issuer_says_fills_in_the_form_and_counts_as_proven(office, huong):
    book = office.procedure.versions.get().book
    questions = list(every_question(book, {}))
    known = known_of(huong.as_actor(), huong)
    own = prefilled(questions, known, {"filer": "self"})
    assert own["name"] == ("Nguyễn Thị Hương", "identity")
    assert "phone" not in own  # the issuer's words are no telephone number
    said = {"filer": "self", "name": "Nguyễn Thị Hương", "identity": "079085009999"}
    assert sources(questions, known, said) == {"name": "identity"}


def test_in_somebody_elses_dossier_the_account_answers_only_who_files(office, huong):
    book = office.procedure.versions.get().book
    questions = list(every_question(book, {}))
    own = prefilled(questions, known_of(huong.as_actor(), huong), {"filer": "proxy"})
    assert set(own) == {"filer_name", "filer_identity"}


def test_nobody_reads_what_another_account_knows(office, huong):
    assert known_of(PUBLIC, None) == {}
    with pytest.raises(Exception, match="chính chủ"):
        known_of(office.counter.clerk, huong)


def test_a_stored_paper_stands_for_its_part_and_the_dossier_says_where_it_came_from(office, huong):
    kept = store.add(huong.as_actor(), huong, a_file("cuoi.pdf", "Cưới"), name="Kết hôn", paper="marriage_certificate")
    draft = actions.begin(huong.as_actor(), office.procedure, person=huong)
    married = FILLED | {"married": "yes", "certificate": "12/2020", "place_of_marriage": "Vũng Tàu"}
    draft = actions.save_draft(huong.as_actor(), draft, step="child", answers=married)
    parts = {one.key: one for one in queries.shown_parts(draft.version.book, draft.answers)}
    assert [one.code for one in reusing.offers(huong.as_actor(), parts.values())["wedding"]] == [kept.token]
    assert reusing.offers(PUBLIC, parts.values()) == {"wedding": []}
    with pytest.raises(Invalid):
        reusing.take(huong.as_actor(), huong.as_actor(), draft, parts["attestation"], kept.token)
    reusing.take(huong.as_actor(), huong.as_actor(), draft, parts["wedding"], kept.token)
    actions.attach(huong.as_actor(), draft, a_file(), part="attestation")
    case = actions.submit(huong.as_actor(), office.fresh(draft), agreed=1)
    assert case.person == huong
    assert {one.part: one.taken_from for one in case.papers.all()} == {"attestation": "", "wedding": kept.token}
    own = case.papers.get(part="wedding").file
    assert (own.pk != kept.file_id, own.office, own.sha256) == (True, case.office.code, kept.file.sha256)
