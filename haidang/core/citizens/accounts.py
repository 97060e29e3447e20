"""Accounts of citizens: begun by a first proof, joined only by proof of both, left at any time."""

import secrets

from django.utils.translation import gettext as _

from haidang.core.cases.models import Case, Party
from haidang.core.directory.models import Person
from haidang.core.directory.signing_in import sessions
from haidang.core.directory.signing_in.proofs import CLAIMS, Proof
from haidang.kernel.action import Doing, Invalid, NotPossible, action, system
from haidang.kernel.text import folded

from . import consents, corrections
from .models import Agreement, Citizen, Claim, Hats, Identity, Passkey

WHO = system("signin")
NAME = "Người dân"
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"


def known(proof: Proof) -> Person | None:
    """Whose proof this is; None for nobody's yet. Equal names, numbers in claims and the like prove nothing."""
    found = Identity.objects.select_related("person").filter(
        kind=proof.kind, issuer=proof.issuer, subject=proof.subject
    )
    return next((one.person for one in found), None)


def sign_in(proof: Proof) -> Person:
    """The account of a proof, begun if there is none. Raises NotPossible for one that was closed."""
    person = known(proof)
    if person is None:
        return begin(WHO, proof)
    if not person.is_active:
        raise NotPossible(_("Tài khoản này đã đóng. Gọi 1022 nếu bạn cần giúp."))
    return use(WHO, Citizen(person), proof)


@action("citizen.begin")
def begin(do: Doing, proof: Proof) -> Person:
    """A new account with its first proof. Its row has no name, and no sign by which officers who see two of somebody's
    reports could tell that they are the same person's: what is known stands in claims."""
    mark = "".join(secrets.choice(SIGNS) for _ in range(8))
    person = Person(account=f"cd-{mark}", full_name=NAME, is_citizen=True)
    person.folded = folded(person.full_name)
    person.set_unusable_password()
    person.save()
    do.about(Citizen(person), proof=proof.kind, issuer=proof.issuer)
    _add(do, person, proof)
    _agreed(do, person)
    return person


@action("citizen.use")
def use(do: Doing, citizen: Citizen, proof: Proof) -> Person:
    """The account was entered by a proof of its own: what the issuer says today is kept."""
    rows = Identity.objects.filter(person=citizen.person, kind=proof.kind, issuer=proof.issuer, subject=proof.subject)
    rows.update(used_at=do.at, level=proof.level)
    changed = _keep_claims(do, citizen.person, proof)
    _agreed(do, citizen.person)
    do.about(citizen, proof=proof.kind, issuer=proof.issuer, changed=changed)
    return citizen.person


@action("citizen.link")
def link(do: Doing, citizen: Citizen, proof: Proof) -> None:
    """One more proof for somebody who is signed in. Raises NotPossible when it is another account's: `join` those."""
    owner = known(proof)
    if owner is not None and owner != citizen.person:
        raise NotPossible(_("Cách đăng nhập này đang thuộc một tài khoản khác của bạn."))
    do.about(citizen, proof=proof.kind, issuer=proof.issuer)
    if owner is None:
        _add(do, citizen.person, proof)


@action("citizen.join")
def join(do: Doing, citizen: Citizen, other: Person) -> None:
    """Make one of two accounts whose owner has just proven both; the other ends. Raises NotPossible."""
    mine = citizen.person
    if other == mine or not other.is_citizen or not mine.is_citizen:
        raise NotPossible(_("Chỉ gộp được hai tài khoản công dân khác nhau."))
    for model in (Identity, Passkey):
        model.objects.filter(person=other).update(person=mine)
    sources = set(Claim.objects.filter(person=mine).values_list("name", "source"))
    for claim in Claim.objects.filter(person=other):
        if (claim.name, claim.source) not in sources:
            claim.person = mine
            claim.save(update_fields=["person"])
    moved = Case.objects.filter(person=other).update(person=mine)
    Party.objects.filter(person=other).update(person=mine)
    other.proxies_given.update(giver=mine)
    other.proxies_taken.update(taker=mine)
    sessions.end_all(other)
    other.is_active, other.phone, other.email = False, "", ""
    other.save(update_fields=["is_active", "phone", "email"])
    _reach(mine)
    do.about(citizen, joined=other.pk, cases=moved)


@action("citizen.unlink")
def unlink(do: Doing, citizen: Citizen, identity: Identity) -> None:
    """Take a proof away with what it said. Raises NotPossible for the last way in."""
    if identity.person_id != citizen.pk:
        raise Invalid("identity", _("Không có cách đăng nhập này."), identity.pk)
    others = citizen.person.identities.exclude(pk=identity.pk).count() + citizen.person.passkeys.count()
    if not others:
        raise NotPossible(_("Đây là cách đăng nhập duy nhất: thêm một cách khác trước khi bỏ."))
    Claim.objects.filter(person=citizen.person, source=identity.issuer or identity.kind).delete()
    do.about(citizen, proof=identity.kind, issuer=identity.issuer)
    identity.delete()
    _reach(citizen.person)


@action("citizen.agree")
def agree(do: Doing, citizen: Citizen, key: str, version: int) -> None:
    """Keep that a person agreed to a text in force. Raises Invalid when it has been changed since they saw it."""
    text = consents.checked(key, version)
    Agreement.objects.create(person=citizen.person, text=text.key, version=text.version, at=do.at)
    do.about(citizen, text=text.key, version=text.version)


@action("citizen.hats")
def wear_both(do: Doing, citizen: Citizen, officer: Person) -> None:
    """An officer who has just signed in as a citizen too; each keeps their own rights. Raises NotPossible."""
    if officer.is_citizen or officer.is_device:
        raise NotPossible(_("Chỉ nối một tài khoản cán bộ với một tài khoản công dân."))
    Hats.objects.filter(officer=officer).delete()
    Hats.objects.filter(citizen=citizen.person).delete()
    Hats.objects.create(officer=officer, citizen=citizen.person, at=do.at)
    do.about(citizen, officer=officer.pk)


@action("citizen.hats")
def wear_one(do: Doing, citizen: Citizen) -> None:
    """Take that back."""
    Hats.objects.filter(citizen=citizen.person).delete()
    do.about(citizen)


def _agreed(do: Doing, person: Person) -> None:
    """Whoever signs in agrees to the text that stands at the door, once for each of its versions."""
    text = consents.text("account")
    if not person.agreements.filter(text=text.key, version=text.version, withdrawn_at=None).exists():
        Agreement.objects.create(person=person, text=text.key, version=text.version, at=do.at)


def _add(do: Doing, person: Person, proof: Proof) -> None:
    Identity.objects.create(
        person=person, kind=proof.kind, issuer=proof.issuer, subject=proof.subject, level=proof.level,
        linked_at=do.at, used_at=do.at,
    )  # fmt: skip
    _keep_claims(do, person, proof)
    _reach(person)


def _keep_claims(do: Doing, person: Person, proof: Proof) -> list[str]:
    """What the proof says, in place of what it said before; the names of what is new in it. A correction of those ends."""
    before = dict(Claim.objects.filter(person=person, source=proof.source).values_list("name", "value"))
    said = {name: value.strip() for name, value in proof.claims.items() if name in CLAIMS and value.strip()}
    for name, value in said.items():
        if before.get(name) != value:
            Claim.objects.update_or_create(
                person=person,
                name=name,
                source=proof.source,
                defaults={"value": value, "level": proof.level, "at": do.at},
            )
    Claim.objects.filter(person=person, source=proof.source).exclude(name__in=said).delete()
    changed = sorted(name for name in said if before.get(name) != said[name])
    Claim.objects.filter(person=person, source=corrections.SOURCE, name__in=changed).delete()
    return changed


def _reach(person: Person) -> None:
    """Where messages go: the newest telephone and mailbox that answered a code."""
    rows = list(person.identities.filter(kind__in=("phone", "mail")).order_by("linked_at"))
    by_kind = {one.kind: one.subject for one in rows}
    person.phone, person.email = by_kind.get("phone", ""), by_kind.get("mail", "")
    person.save(update_fields=["phone", "email"])
