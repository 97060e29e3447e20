"""The lines that actions leave in the log of a case, in both languages."""

from django.utils.translation import gettext_noop as msgid

from haidang.core.directory.models import Office, Person, Place
from haidang.kernel.bilingual import NOTHING, after, both, names
from haidang.kernel.manifest import Words

from .models import Case


def opened(case: Case) -> Words:
    name = case.version.book.procedure.name
    return both(msgid("Nhận %(what)s: %(title)s"), what=name, title=case.titled)


def routed(case: Case, why: Words) -> Words:
    return both(msgid("Chuyển đến %(office)s: %(why)s"), office=names(case.office), why=why)


def sorted_as(case: Case) -> Words:
    grade = case.version.book.grade(case.grade)
    return both(
        msgid("Phân loại: %(what)s%(grade)s"),
        what=case.version.book.procedure.name,
        grade=both(msgid(", mức %(grade)s"), grade=grade.name) if grade else NOTHING,
    )


def given_to(officer: Person | None) -> Words:
    return both(msgid("Giao cho %(name)s"), name=officer.full_name) if officer else both(msgid("Bỏ giao, chờ nhận lại"))


def inherited(before: Office, now: Office, place_then: Place, place: Place) -> Words:
    """Why an office holds what another began: the reform of 1/7/2025 did this to every commune."""
    if place_then != place:
        return both(
            msgid("%(then)s nay thuộc %(now)s; %(office)s giải quyết tiếp, thời hạn giữ nguyên"),
            then=names(place_then), now=names(place), office=names(now),
        )  # fmt: skip
    return both(
        msgid("%(before)s đã thôi hoạt động; %(office)s giải quyết tiếp, thời hạn giữ nguyên"),
        before=names(before), office=names(now),
    )  # fmt: skip


def transferred(before: Office, now: Office, reason: str) -> Words:
    return both(
        msgid("Chuyển từ %(before)s sang %(now)s: %(reason)s"), before=names(before), now=names(now), reason=reason
    )


def moved(case: Case, reason: str) -> Words:
    return both(msgid("%(state)s%(reason)s"), state=case.flow.state(case.state).name, reason=after(reason))


def moved_for_citizen(case: Case, text: str) -> Words:
    state = case.flow.state(case.state)
    return both(msgid("%(state)s%(reason)s"), state=state.public or state.name, reason=after(text))
