"""Changes of people and their accounts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from haidang.core.directory import permissions
from haidang.core.directory.models import Office, Person
from haidang.core.directory.signing_in import passwords, sessions
from haidang.kernel.action import Doing, Invalid, action
from haidang.kernel.ids import is_code
from haidang.kernel.text import folded

from .rights import require

LANGUAGES = ("vi", "en")
PERSONAL = ("email", "phone")
QUICK = 1000
"""Rounds for a password of 99 random bits."""
PERSON_FIELDS = ("full_name", "office", "language", "is_active", *PERSONAL)


@action("person.create", on="office")
def create_person(
    do: Doing,
    *,
    account: str,
    full_name: str,
    office: Office,
    password: str = "",
    email: str = "",
    phone: str = "",
    language: str = "vi",
    is_device: bool = False,
    is_random: bool = False,
) -> Person:
    """A new account, without duties yet. An empty password leaves it closed until one is set; one that was drawn at random
    (`is_random`) is kept by a quick hash until its first use. Raises Invalid."""
    if not is_code(account):
        raise Invalid("account", _("Tên tài khoản gồm 1 đến 40 ký tự A-Z a-z 0-9 . _ -"), account)
    if Person.objects.filter(account__iexact=account).exists():
        raise Invalid("account", _("Tên tài khoản này đã có người dùng."), account)
    person = Person(account=account, office=office, is_device=is_device)
    _take(person, {"full_name": full_name, "email": email, "phone": phone, "language": language})
    _set_password(person, password, is_random=is_random)
    person.save()
    passwords.keep(person)
    _keep_address(person)
    do.about(person, account=account, office=office.code, is_device=is_device)
    return person


@action("person.change")
def change_person(do: Doing, /, person: Person, **changes: Any) -> Person:
    """Change `full_name`, `office`, `email`, `phone`, `language` or `is_active`. A closed account is signed out.

    What is personal is named in the journal, not quoted. Raises Invalid.
    """
    wrong = set(changes) - set(PERSON_FIELDS)
    if wrong:
        raise Invalid(min(wrong), _("Không có trường này."))
    require(do, "person.change", changes.get("office", person))
    said = [name for name in changes if name not in PERSONAL]
    personal = [name for name in changes if name in PERSONAL and changes[name] != getattr(person, name)]
    was_active = person.is_active
    with do.changing(person, *said, **({"personal": personal} if personal else {})):
        _take(person, changes)
        if person.is_active != was_active:
            _switched(person, do.at, "hand")
        person.save()
    _keep_address(person)
    if not person.is_active:
        sessions.end_all(person)
    permissions.forget()
    return person


@action("person.change")
def close_account(do: Doing, person: Person, *, why: Literal["idle", "review"]) -> None:
    """Close an account that nobody uses, or that nobody answered for; its sessions end."""
    with do.changing(person, "is_active", why=why):
        person.is_active = False
        _switched(person, do.at, why)
        person.save()
    sessions.end_all(person)
    permissions.forget()


def _switched(person: Person, at: datetime, why: str) -> None:
    """An account was opened or closed: from when, and what for."""
    if person.is_active:
        person.opened_at, person.closed_at, person.closed_for = at, None, ""
    else:
        person.closed_at, person.closed_for = at, why
    person.warned_at = None


@action("profile.change")
def change_profile(do: Doing, person: Person, *, language: str, phone: str | None = None) -> Person:
    """What everybody may change about themselves. Raises Invalid."""
    changed = phone is not None and phone != person.phone
    with do.changing(person, "language", **({"personal": ["phone"]} if changed else {})):
        _take(person, {"language": language} | ({} if phone is None else {"phone": phone}))
        person.save()
    return person


@action("person.change")
def set_password(do: Doing, person: Person, password: str) -> None:
    """Give somebody a new password; their open sessions end. Raises Invalid when it is too weak."""
    _set_password(person, password)
    person.failures, person.locked_until = 0, None
    person.save()
    passwords.keep(person)
    sessions.end_all(person)
    do.about(person, password="changed")  # noqa: S106 - a word for the journal


@action("person.unlock")
def unlock_account(do: Doing, person: Person) -> Person:
    """Let somebody sign in again before the lock of five failures ends by itself."""
    with do.changing(person, "locked_until"):
        person.failures, person.locked_until = 0, None
        person.save()
    sessions.forgive(person.account)
    return person


def _take(person: Person, changes: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        setattr(person, name, value.strip() if isinstance(value, str) else value)
    if not person.full_name:
        raise Invalid("full_name", _("Hãy ghi họ tên."), person.full_name)
    if person.language not in LANGUAGES:
        raise Invalid("language", _("Ngôn ngữ là vi hoặc en."), person.language)
    if person.email:
        try:
            validate_email(person.email)
        except ValidationError:
            raise Invalid("email", _("Địa chỉ thư không đúng dạng ten@co-quan.vn."), person.email) from None
    person.folded = folded(person.full_name)


def _set_password(person: Person, password: str, *, is_random: bool = False) -> None:
    if not password:
        person.set_unusable_password()
        return
    if is_random:  # a slow hash protects what people think up; signing in replaces this one
        quick = PBKDF2PasswordHasher()
        person.password = quick.encode(password, quick.salt(), iterations=QUICK)
        return
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Invalid("password", " ".join(error.messages)) from None
    person.set_password(password)


def _keep_address(person: Person) -> None:
    """Addresses are given by the administrator, so they count as verified: the second factor asks for that."""
    EmailAddress.objects.filter(user=person).exclude(email=person.email).delete()
    if person.email:
        EmailAddress.objects.update_or_create(
            user=person, email=person.email, defaults={"verified": True, "primary": True}
        )
