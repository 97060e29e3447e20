"""Changes of the roster: watches, who sits where, who stands in, and who has sat down."""

from datetime import datetime

from django.utils.translation import gettext as _

from haidang.kernel import clock
from haidang.kernel.action import Doing, Invalid, NotPossible, action

from .models import EARLY, Office, Person, Seat, Shift
from .watch import POSITIONS


@action("roster.change")
def add_shift(
    do: Doing, office: Office, *, name_vi: str, name_en: str, starts_at: datetime, ends_at: datetime
) -> Shift:
    """A watch of an office's desk, without people yet. Raises Invalid."""
    if ends_at <= starts_at:
        raise Invalid("ends_at", _("Ca phải kết thúc sau khi bắt đầu."), ends_at)
    shift = Shift.objects.filter(office=office, starts_at=starts_at).first() or Shift(
        office=office, starts_at=starts_at
    )
    if not (shift._state.adding or shift.is_cancelled):
        raise Invalid("starts_at", _("Đã có ca bắt đầu lúc này."), starts_at)
    shift.name_vi, shift.name_en, shift.ends_at = name_vi.strip(), name_en.strip(), ends_at
    shift.is_cancelled = False
    shift.save()
    do.about(shift, starts_at=starts_at, ends_at=ends_at)
    return shift


@action("roster.change")
def cancel_shift(do: Doing, shift: Shift) -> None:
    """Take a watch that has not begun off the roster. Raises NotPossible."""
    if shift.starts_at <= do.at:
        raise NotPossible(_("Ca đã bắt đầu: không xóa được nữa."))
    people = list(shift.seats.values_list("person_id", flat=True))
    with do.changing(shift, "is_cancelled", starts_at=shift.starts_at, people=people):
        shift.seats.all().delete()
        shift.is_cancelled = True
        shift.save()


@action("roster.change")
def set_seat(do: Doing, shift: Shift, person: Person, *, position: str = "officer") -> Seat:
    """Put somebody on a watch, or change their position there. Raises Invalid, NotPossible."""
    if position not in POSITIONS:
        raise Invalid("position", _("Vị trí là lead (trưởng ca) hoặc officer (trực ban)."), position)
    _check_free(shift, person)
    seat, _made = Seat.objects.update_or_create(shift=shift, person=person, defaults={"position": position})
    do.about(shift, person=person.pk, name=str(person), position=position)
    return seat


@action("roster.change")
def clear_seat(do: Doing, seat: Seat) -> None:
    """Take somebody off a watch. Raises NotPossible once it is over."""
    if seat.shift.ends_at <= do.at:
        raise NotPossible(_("Ca đã kết thúc: không sửa được nữa."))
    do.about(seat.shift, person=seat.person_id, name=str(seat.person), removed=True)
    seat.delete()


@action("roster.change")
def stand_in(do: Doing, seat: Seat, person: Person, *, why: str) -> Seat:
    """Somebody sits for somebody else; the roster keeps for whom. Raises Invalid, NotPossible."""
    if not why.strip():
        raise Invalid("why", _("Hãy ghi lý do trực thay."))
    if person.pk == seat.person_id:
        raise Invalid("person", _("Người trực thay phải là người khác."), person.account)
    _check_free(seat.shift, person)
    with do.changing(seat, "person", "stands_in_for", why=why):
        seat.stands_in_for = seat.stands_in_for or seat.person
        if seat.stands_in_for == person:
            seat.stands_in_for = None
        seat.person, seat.seen_at = person, None
        seat.save()
    return seat


def _check_free(shift: Shift, person: Person) -> None:
    """Raises NotPossible when the watch is over, the account closed, or the person sits elsewhere at the time."""
    if shift.ends_at <= clock.now():
        raise NotPossible(_("Ca đã kết thúc: không sửa được nữa."))
    if not person.is_active or person.is_device:
        raise NotPossible(_("%(person)s không trực được: tài khoản đã đóng hoặc là màn hình.") % {"person": person})
    clash = (
        Seat.objects.filter(person=person, shift__starts_at__lt=shift.ends_at, shift__ends_at__gt=shift.starts_at)
        .exclude(shift=shift)
        .select_related("shift")
        .first()
    )
    if clash is not None:
        raise NotPossible(_("%(person)s đã có ca %(shift)s.") % {"person": person, "shift": clash.shift})


@action("seat.take")
def take_seat(do: Doing, seat: Seat) -> Seat:
    """Sit down at the desk: the watch has begun for this person. Raises NotPossible outside the watch."""
    if not seat.can_be_taken():
        raise NotPossible(_("Ca này không diễn ra vào lúc này."))
    with do.changing(seat, "seen_at"):
        seat.seen_at = do.at
        seat.save()
    return seat


def keep_seats(person: Person) -> int:
    """A sign of life from somebody's screen: the desks they have taken stay attended. How many there are.

    Not a change but a heartbeat, so outside the journal; called at most once a minute.
    """
    now = clock.now()
    taken = Seat.objects.filter(person=person, shift__starts_at__lte=now + EARLY, shift__ends_at__gt=now)
    return taken.exclude(seen_at=None).update(seen_at=now)
