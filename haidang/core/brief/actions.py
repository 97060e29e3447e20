"""Composing a brief, wishing for it by mail, sending it."""

from time import perf_counter

from django.db import connection
from django.utils.translation import gettext as _

from haidang.core.directory.models import Person
from haidang.core.directory.permissions import decide
from haidang.kernel import clock
from haidang.kernel.action import Doing, Invalid, action
from haidang.kernel.jobs import later

from . import composing, content, mail
from .models import Brief, Sending, Wish

LANGUAGES = ("vi", "en")
AT_ONCE = "brief"


@action("brief.compose")
def compose(do: Doing) -> Brief:
    """A new edition of today. Earlier editions, and those of other days, stay as they are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), 0)", [AT_ONCE])
    day, begun = clock.day_of(do.at), perf_counter()
    told = composing.composed(do.actor, do.at)
    brief = Brief.objects.create(
        day=day, number=Brief.objects.filter(day=day).count() + 1, composed_at=do.at, by=str(do.actor),
        by_name=do.actor.name, is_asked=do.actor.kind == "person", content=content.as_dict(told),
        took_ms=round((perf_counter() - begun) * 1000),
    )  # fmt: skip
    do.about(brief)
    return brief


@action("brief.wish")
def wish(do: Doing, person: Person, *, by_mail: bool, language: str = "vi") -> Wish:
    """Somebody wants the brief by mail each morning, or no longer. Raises Invalid."""
    if str(person.pk) != do.actor.id:
        raise Invalid("person", _("Mỗi người tự chọn cho mình."), str(person))
    if language not in LANGUAGES:
        raise Invalid("language", _("Chọn tiếng Việt hoặc tiếng Anh."), language)
    if by_mail and not person.email:
        raise Invalid("by_mail", _("Tài khoản chưa có địa chỉ thư; quản trị ghi địa chỉ trước."))
    row, _is_new = Wish.objects.update_or_create(
        person=person, defaults={"by_mail": by_mail, "language": language, "changed_at": do.at}
    )
    do.about(person, by_mail=by_mail, language=language)
    return row


@action("brief.send")
def send(do: Doing, brief: Brief) -> list[Sending]:
    """Queue it for everybody who wants it and may read it; once each."""
    from .jobs import deliver

    wanted = (
        Wish.objects.filter(by_mail=True, person__is_active=True).exclude(person__email="").select_related("person")
    )
    known = set(brief.sendings.values_list("person", flat=True))
    made = []
    for one in wanted:
        if one.person_id in known or not decide(one.person.as_actor(), "brief.read", brief):
            continue
        state, why = (
            ("queued", "") if mail.way() else ("held", _("Chưa có máy chủ thư; khai báo trong connectors.toml."))
        )
        made.append(
            Sending.objects.create(
                brief=brief, person=one.person, language=one.language, state=state, why=why, at=do.at
            )
        )
    for row in made:
        if row.state == "queued":
            later(deliver, sending=row.pk)
    do.about(brief, readers=len(made))
    return made
