"""The words of a decision, in the language of the reader: why it is allowed, or what would be needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.once import once

from .models import Place
from .rights import Right, Where
from .roles import action_word, class_word, facts, kind_word, matches, role_word, roles_that_can, scope_word


def allowed(right: Right, action: str) -> str:
    if right.key:
        return _("được phép: khóa %(key)s có quyền %(action)s") % {"key": right.key, "action": action_word(action)}
    if right.since is None:
        return _("được phép: dữ liệu công khai")
    since = _(", từ %(day)s") % {"day": f"{right.since:%d/%m/%Y}"}
    return _("được phép: vai trò %(duty)s, phạm vi %(area)s%(since)s") % {
        "duty": _duty(right),
        "area": _area(right),
        "since": since,
    }


def only_program(action: str) -> str:
    """Why nobody but the program may do something."""
    return _("không được: %(action)s là việc riêng của chương trình") % {"action": action_word(action)}


def refused(actor: Actor, action: str, where: Where, rights: Sequence[Right]) -> str:
    """Why an actor may not do something somewhere: the roles that could, and what the actor holds instead."""
    if actor.kind == "key":
        return _key_refused(actor, action, rights)
    roles = ", ".join(role_word(role) for role in roles_that_can(action))
    needed = (
        _("cần vai trò %(roles)s") % {"roles": roles}
        if roles
        else _("không vai trò nào được giao việc này (%(action)s)") % {"action": action}
    )
    return _("không được %(action)s: %(needed)s cho %(area)s, dữ liệu %(class)s; %(mine)s") % {
        "action": action_word(action),
        "needed": needed,
        "area": _named(where.place),
        "class": class_word(where.data_class),
        "mine": _mine(actor, rights),
    }


def _key_refused(actor: Actor, action: str, rights: Sequence[Right]) -> str:
    of_key = next((right for right in rights if right.key), None)
    if of_key is None:
        return _("không được: khóa %(key)s đã bị thu hồi hoặc hết hạn") % {"key": actor.name}
    return _("không được: khóa %(key)s không có quyền %(action)s ở đây") % {
        "key": actor.name,
        "action": scope_word(action),
    }


def _mine(actor: Actor, rights: Sequence[Right]) -> str:
    if actor.kind == "public":
        return _("anh/chị chưa đăng nhập")
    duties = [right for right in rights if right.since is not None]
    if not duties:
        return _("anh/chị chưa có nhiệm vụ nào còn hiệu lực")
    return _("anh/chị có: %(duties)s") % {"duties": "; ".join(described(right) for right in duties)}


def duties_in_short(rights: Sequence[Right]) -> str:
    duties = [right for right in rights if right.since is not None and not right.key]
    return ", ".join(dict.fromkeys(_duty(right) for right in duties))


def described(right: Right) -> str:
    """A duty in one line: role, office, place and classes of data."""
    classes = ", ".join(class_word(name) for name in facts().classes if name in right.classes)
    return f"{_duty(right)} ({_area(right)}; {classes})"


@dataclass(frozen=True, slots=True)
class Explained:
    """A duty as a person reads it: what it lets them do and see."""

    role: str
    about: str
    office: str
    area: str
    since: date | None
    classes: list[str]
    can: list[str]
    can_in_office: list[str]
    reads: list[str]


def explained(right: Right) -> Explained:
    """A right in words: for whom it was given, where, since when, and all that it opens."""
    known = facts()
    whole, own = right.role.can, right.role.can_in_office
    reads = {*right.role.reads, *right.role.reads_in_office}
    return Explained(
        role=shown(right.role.words),
        about=shown(right.role.about) if right.role.about else "",
        office=shown(right.office_names) if right.office_names else "",
        area=_area(right),
        since=right.since,
        classes=[class_word(name) for name in known.classes if name in right.classes],
        can=[action_word(action) for action in known.actions if _open(whole, action)],
        can_in_office=[action_word(one) for one in known.actions if _open(own, one) and not _open(whole, one)],
        reads=[kind_word(kind) for kind in known.kinds if matches(reads, kind)],
    )


def _open(patterns: list[str], action: str) -> bool:
    return matches(patterns, action) and not matches(facts().program.can, action)


def _duty(right: Right) -> str:
    role = shown(right.role.words)
    if right.office_names is None:
        return role
    return _("%(role)s tại %(office)s") % {"role": role, "office": shown(right.office_names)}


def _area(right: Right) -> str:
    return shown(right.place_names) if right.place_names else _("toàn tỉnh")


def _named(path: str) -> str:
    place = once(("place named", path), lambda: Place.objects.filter(path=path).first()) if path else None
    if place is None or place.parent_id is None:
        return _("toàn tỉnh")
    return name_of(place)
