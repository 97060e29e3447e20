"""Which counter somebody works at."""

from django.utils.translation import gettext as _

from haidang.core.directory.models import Office
from haidang.core.directory.queries import person_of
from haidang.kernel.action import Actor, NotPossible


def counter_of(actor: Actor) -> Office:
    """The office of whoever acts. Raises NotPossible for an account without one."""
    person = person_of(actor)
    if person is None or person.office is None:
        raise NotPossible(_("Tài khoản này chưa thuộc cơ quan nào; nhờ quản trị ghi cơ quan vào tài khoản."))
    return Office.objects.select_related("place", "parent").get(pk=person.office.pk)
