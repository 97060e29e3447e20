"""Those on duty who sign in by another body's word: linked to an account there is, never the beginning of one."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from haidang.core.directory.models import OutsideIdentity, Person
from haidang.kernel import clock
from haidang.kernel.action import Doing, NotPossible, action, system
from haidang.provinces.facts import Connector

from .proofs import NotProven, Proof
from .sessions import Session

KIND = "sso"
"""The kind of connector. Its settings: `link`, the claim by which an account is found the first time (email, account);
`vouches`, claims it need not mark as verified because it gives them itself; `strong`, levels (acr) of a second factor."""
LINKS = {"email": "email__iexact", "account": "account__iexact"}


def person_for(connector: Connector, proof: Proof) -> Person:
    """Whose account the proof opens; linked the first time by a claim that the issuer has verified. Raises NotProven."""
    row = _rows(proof).select_related("person").first()
    person = row.person if row else _found(connector, proof)
    if not person.is_active:
        raise NotProven(_("Tài khoản này đã đóng. Nhờ quản trị của đơn vị mở lại."))
    if row is None:
        link(system("signin"), Session(person), proof)
    return person


def is_strong(connector: Connector, proof: Proof) -> bool:
    """Whether the issuer says that it asked for a second factor."""
    return bool(proof.level) and proof.level in connector.settings.get("strong", "").split()


def linked(person: Person) -> list[OutsideIdentity]:
    return list(OutsideIdentity.objects.filter(person=person).order_by("issuer"))


def _rows(proof: Proof) -> QuerySet[OutsideIdentity]:
    return OutsideIdentity.objects.filter(issuer=proof.issuer, subject=proof.subject)


def _found(connector: Connector, proof: Proof) -> Person:
    name = connector.settings.get("link", "email")
    said = proof.claims.get(name, "")
    if name not in LINKS or not said:
        raise NotProven(_("Nơi định danh không cho biết đây là tài khoản nào. Nhờ quản trị của đơn vị."))
    if name not in proof.verified and name not in connector.settings.get("vouches", "").split():
        raise NotProven(_("Nơi định danh chưa xác minh địa chỉ của tài khoản này, nên chưa nối được với ai ở đây."))
    people = list(Person.objects.filter(**{LINKS[name]: said}, is_device=False, is_citizen=False)[:2])
    if len(people) != 1:
        raise NotProven(_("Chưa có tài khoản nào ở đây cho người này. Quản trị của đơn vị tạo tài khoản trước."))
    if OutsideIdentity.objects.filter(person=people[0], issuer=proof.issuer).exists():
        raise NotProven(_("Tài khoản này đang nối với một người khác ở nơi định danh. Nhờ quản trị gỡ nối."))
    return people[0]


@action("session.link")
def link(do: Doing, session: Session, proof: Proof) -> None:
    """From now on the subject opens this account. Raises NotPossible when either is linked already."""
    person = session.person
    if person.is_device or person.is_citizen:
        raise NotPossible(_("Chỉ tài khoản cán bộ đăng nhập được bằng nơi định danh của cơ quan."))
    if _rows(proof).exclude(person=person).exists():
        raise NotPossible(_("Người này ở nơi định danh đang nối với một tài khoản khác."))
    others = OutsideIdentity.objects.filter(person=person, issuer=proof.issuer)
    if others.exclude(subject=proof.subject).exists():
        raise NotPossible(_("Tài khoản này đang nối với một người khác ở nơi định danh. Gỡ nối trước."))
    others.get_or_create(
        person=person, issuer=proof.issuer, subject=proof.subject, defaults={"linked_at": do.at, "used_at": do.at}
    )
    do.about(session, issuer=proof.issuer)


@action("session.unlink")
def unlink(do: Doing, session: Session, issuer: str) -> None:
    """Raises NotPossible for the only way in."""
    if not session.person.has_usable_password():
        raise NotPossible(_("Tài khoản này không có mật khẩu: đây là cách đăng nhập duy nhất."))
    OutsideIdentity.objects.filter(person=session.person, issuer=issuer).delete()
    do.about(session, issuer=issuer)


def note_use(proof: Proof) -> None:
    """A sign of life beside `session.begin`, which stands in the journal."""
    _rows(proof).update(used_at=clock.now())
