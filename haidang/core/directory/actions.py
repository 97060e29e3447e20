"""Changes of people, duties, keys and offices."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from haidang.kernel import clock
from haidang.kernel.action import Doing, Invalid, NotPossible, Refused, action
from haidang.kernel.ids import is_code
from haidang.kernel.text import folded, sort_key

from . import passwords, permissions, sessions
from .keys import new_token
from .models import Duty, Key, Office, Person, Place
from .roles import CLASSES, facts, is_grantable

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
    _require(do, "person.change", changes.get("office", person))
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


def _require(do: Doing, name: str, subject: Any) -> None:
    """A right beside the one the door asked for. Raises Refused."""
    decision = permissions.decide(do.actor, name, subject)
    if not decision:
        raise Refused(decision.because)


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


@action("duty.give", on="place")
def give_duty(
    do: Doing,
    person: Person,
    *,
    role: str,
    place: Place,
    office: Office | None = None,
    data_classes: Sequence[str] = ("internal",),
    valid_from: date | None = None,
    valid_to: date | None = None,
    why: str = "",
) -> Duty:
    """Role x office x place x data classes x period, from today unless said otherwise. Raises Invalid, NotPossible."""
    if do.actor.id == str(person.pk) and do.actor.kind in ("person", "device"):
        raise NotPossible(_("Không ai tự giao nhiệm vụ cho mình: nhờ một quản trị khác."))
    if person.is_citizen:
        raise NotPossible(_("Tài khoản công dân không nhận nhiệm vụ: tạo cho người này một tài khoản cán bộ."))
    if role not in facts().roles:
        raise Invalid("role", _("Vai trò là một trong: %(roles)s.") % {"roles": ", ".join(facts().roles)}, role)
    wrong = set(data_classes) - set(CLASSES)
    if wrong or not data_classes:
        raise Invalid("data_classes", _("Lớp dữ liệu là: %(all)s.") % {"all": ", ".join(CLASSES)}, list(data_classes))
    since = valid_from or clock.today()
    if valid_to is not None and valid_to <= since:
        raise Invalid("valid_to", _("Ngày kết thúc phải sau ngày bắt đầu."), valid_to)
    duty = Duty.objects.create(
        person=person,
        role=role,
        office=office,
        place=place,
        data_classes=list(data_classes),
        valid_from=since,
        valid_to=valid_to,
        why=why,
    )
    do.about(duty, person=person.pk, role=role, data_classes=list(data_classes), valid_from=since, valid_to=valid_to)
    permissions.forget()
    return duty


@action("duty.revoke")
def revoke_duty(do: Doing, duty: Duty, *, why: str) -> Duty:
    """End a duty now; streams opened by it end within five seconds. Raises Invalid, NotPossible."""
    if duty.revoked_at is not None:
        raise NotPossible(_("Nhiệm vụ này đã được thu hồi."))
    if not why.strip():
        raise Invalid("why", _("Hãy ghi lý do thu hồi."))
    with do.changing(duty, "revoked_at", person=duty.person_id, role=duty.role, why=why):
        duty.revoked_at = do.at
        duty.save()
    permissions.forget()
    return duty


@action("key.create", on="place")
def create_key(
    do: Doing,
    *,
    name: str,
    can: Iterable[str],
    things: Iterable[str] = (),
    readings_per_second: int = 0,
    office: Office | None = None,
    place: Place | None = None,
    source: str = "",
    expires_at: datetime | None = None,
) -> tuple[Key, str]:
    """A new key and its token, which is shown this once. No place means the whole province. Raises Invalid."""
    given, globs = sorted(set(can)), sorted(set(things))
    if not is_code(name):
        raise Invalid("name", _("Tên khóa gồm 1 đến 40 ký tự A-Z a-z 0-9 . _ -"), name)
    if Key.objects.filter(name=name).exists():
        raise Invalid("name", _("Đã có khóa tên này: chọn tên khác."), name)
    if not given or not all(is_grantable(scope) for scope in given):
        wrong = next((scope for scope in given if not is_grantable(scope)), "")
        raise Invalid("can", _("Quyền của khóa là: %(all)s.") % {"all": ", ".join(facts().scopes)}, wrong)
    if readings_per_second < 0:
        raise Invalid("readings_per_second", _("Tốc độ không thể âm (0 là không giới hạn)."), readings_per_second)
    if any(len(glob) > 60 or not glob.strip() for glob in globs):
        raise Invalid("things", _("Mẫu mã thiết bị dài 1 đến 60 ký tự, ví dụ AQ-*."), globs)
    if expires_at is not None and expires_at <= do.at:
        raise Invalid("expires_at", _("Hạn dùng phải ở tương lai."), expires_at)
    _require_no_more_than_own(do, place, given)
    token, prefix, hashed = new_token()
    key = Key.objects.create(
        name=name,
        prefix=prefix,
        hash=hashed,
        can=given,
        things=globs,
        readings_per_second=readings_per_second,
        office=office,
        place=place,
        source=source,
        created_at=do.at,
        expires_at=expires_at,
    )
    do.about(key, name=name, can=given, things=globs, source=source, expires_at=expires_at)
    permissions.forget()
    return key, token


def _require_no_more_than_own(do: Doing, place: Place | None, given: Iterable[str]) -> None:
    """Who may not give duties cannot make a key that does or sees what they themselves may not. Raises Refused."""
    if permissions.decide(do.actor, "duty.give", place):
        return
    for name in given:
        scope = facts().scopes.get(name)
        for act in scope.can if scope else [name]:
            _require(do, act, place)
        for kind in scope.reads if scope else ():
            _require(do, f"{kind}.read", None)


@action("key.revoke")
def revoke_key(do: Doing, key: Key, *, why: str = "") -> Key:
    """Close a key now; every door refuses it within five seconds. Raises NotPossible."""
    if key.revoked_at is not None:
        raise NotPossible(_("Khóa này đã được thu hồi."))
    with do.changing(key, "revoked_at", name=key.name, why=why):
        key.revoked_at = do.at
        key.save()
    permissions.forget()
    return key


@action("office.change")
def change_office(do: Doing, /, office: Office, **changes: str) -> Office:
    """Change `name_vi`, `name_en` or `phone`; from then on the province's facts leave these fields alone."""
    wrong = set(changes) - {"name_vi", "name_en", "phone"}
    if wrong:
        raise Invalid(min(wrong), _("Không có trường này."))
    if not all(value.strip() for name, value in changes.items() if name != "phone"):
        raise Invalid("name_vi", _("Hãy ghi tên cơ quan."))
    with do.changing(office, *changes):
        for name, value in changes.items():
            setattr(office, name, value.strip())
        office.folded, office.sort_key = folded(f"{office.name_vi} {office.name_en}"), sort_key(office.name_vi)
        office.edited = sorted({*office.edited, *changes})
        office.save()
    return office
