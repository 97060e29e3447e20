"""Somebody with an account: answers that stand there already, papers that need not be sent, forms found again."""

from haidang.core.citizens import accounts
from haidang.core.directory.signing_in.proofs import Proof
from haidang.core.documents import store
from haidang.core.forms import queries
from haidang.core.forms.checking import CHECK, PAPERS
from haidang.core.forms.tests.office import FILLED, IDENTITY, a_file

from .walker import APPLICANT, CHILD, DELIVERY, FILER, pdf

CLAIMS = {"name": FILLED["name"], "identity": IDENTITY}


def test_an_account_fills_in_and_its_papers_stand_for_parts(walk):
    huong = accounts.sign_in(Proof("issuer", IDENTITY, issuer="vneid", level="2", claims=CLAIMS))
    walk.client.force_login(huong, backend="allauth.account.auth_backends.AuthenticationBackend")
    kept = store.add(
        huong.as_actor(), huong, a_file("cuoi.pdf", "Cưới"), name="Giấy kết hôn", paper="marriage_certificate"
    )
    draft = walk.begin()
    walk.say("filer", FILER)
    page = walk.see("applicant")
    assert 'value="Nguyễn Thị Hương"' in page
    assert "tài khoản định danh đã xác thực" in page
    walk.say("applicant", APPLICANT | {"name": "Nguyễn Thị Hường"})
    assert walk.office.fresh(draft).sources == {"identity": "identity"}
    assert "đã xác thực. Sửa" in walk.see("applicant")
    walk.say("child", CHILD | {"married": "yes", "certificate": "1"})
    walk.say("marriage", {"place_of_marriage": "Vũng Tàu"})
    walk.say("delivery", DELIVERY)
    assert "Giấy kết hôn" in walk.see(PAPERS)
    walk.say(PAPERS, part_attestation=[pdf()], reuse_wedding=kept.token)
    assert "lấy từ kho giấy tờ" in walk.see(CHECK)
    assert queries.drafts_of(huong.as_actor(), huong) == [draft]
    assert walk.send().status_code == 302
    assert (walk.case().person, queries.drafts_of(huong.as_actor(), huong)) == (huong, [])


def test_what_the_account_said_goes_when_the_dossier_is_somebody_elses(walk):
    huong = accounts.sign_in(Proof("issuer", IDENTITY, issuer="vneid", level="2", claims=CLAIMS))
    walk.client.force_login(huong, backend="allauth.account.auth_backends.AuthenticationBackend")
    draft = walk.begin()
    walk.say("filer", FILER)
    walk.say("applicant", APPLICANT)
    walk.say("filer", FILER | {"filer": "representative", "filer_role": "parent"})
    kept = walk.office.fresh(draft).answers
    assert not {"name", "identity"} & set(kept)
    assert kept["phone"] == APPLICANT["phone"]
