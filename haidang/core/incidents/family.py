"""An incident as a part of a greater one: a storm and its floods, a festival and what happens at it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.directory.queries import visible
from haidang.kernel.action import Actor, Doing, NotPossible, action
from haidang.kernel.bilingual import both
from haidang.kernel.given import needed
from haidang.kernel.manifest import Words

from . import log
from .models import Incident
from .under_way import changing, must_be_open

DEEPEST = 5


@action("incident.attach")
def attach(do: Doing, incident: Incident, parent: Incident) -> Incident:
    """Make it a part of another. Raises NotPossible when that would make a circle, or one of them is over."""
    parent = Incident.objects.select_for_update().get(pk=parent.pk)
    with changing(do, incident) as incident:
        must_be_open(incident)
        must_be_open(parent)
        if incident.parent_id == parent.pk:
            raise NotPossible(_("%(code)s đã thuộc %(parent)s.") % {"code": incident.code, "parent": parent.code})
        if incident.pk in line_of(parent):
            raise NotPossible(
                _("%(parent)s nằm trong %(code)s: không lồng vòng được.")
                % {"code": incident.code, "parent": parent.code}
            )
        if incident.is_exercise != parent.is_exercise:
            raise NotPossible(_("Một bên là diễn tập, một bên là thật: không lồng vào nhau được."))
        incident.parent = parent
        log.write(do, incident, "action", both(msgid("Thành sự cố con của %(parent)s"), parent=str(parent)), parent)
        note_part(do.actor, parent, incident, both(msgid("Thêm sự cố con %(code)s"), code=str(incident)))
    return incident


@action("incident.detach")
def detach(do: Doing, incident: Incident, *, reason: str) -> Incident:
    """Make it an incident of its own again, for a reason."""
    with changing(do, incident) as incident:
        parent = incident.parent
        if parent is None:
            raise NotPossible(_("%(code)s không phải sự cố con.") % {"code": incident.code})
        why = needed("reason", reason)
        incident.parent = None
        told = {"parent": parent.code, "code": incident.code, "reason": why}
        log.write(do, incident, "action", both(msgid("Tách khỏi sự cố lớn %(parent)s: %(reason)s"), **told), parent)
        note_part(do.actor, parent, incident, both(msgid("Gỡ sự cố con %(code)s: %(reason)s"), **told))
    return incident


@action("incident.part")
def note_part(do: Doing, incident: Incident, part: Incident, text: Words) -> Incident:
    """What the greater incident has in its log of a part that came or went."""
    with changing(do, incident) as incident:
        log.write(do, incident, "action", text, part)
    return incident


def line_of(incident: Incident) -> list[int]:
    """The keys of an incident and of all it is a part of."""
    line, one = [incident.pk], incident
    while one.parent is not None and len(line) <= DEEPEST:
        one = one.parent
        line.append(one.pk)
    return line


def parts(actor: Actor, incident: Incident) -> list[Incident]:
    """Its parts, open ones first, the worst first."""
    rows = Incident.objects.filter(visible(actor, Incident), parent=incident).select_related("place", "owner")
    return sorted(rows, key=lambda one: (not one.is_open, one.severity, one.opened_at))
