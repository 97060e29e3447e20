"""Changes of the keys of machines."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from haidang.core.directory import permissions
from haidang.core.directory.keys import new_token
from haidang.core.directory.models import Key, Office, Place
from haidang.core.directory.roles import facts, is_grantable
from haidang.kernel.action import Doing, Invalid, NotPossible, action
from haidang.kernel.ids import is_code

from .rights import require


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
            require(do, act, place)
        for kind in scope.reads if scope else ():
            require(do, f"{kind}.read", None)


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
