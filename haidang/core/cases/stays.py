"""How long a case is in one state with one office."""

from datetime import datetime

from .models import Case, Stay


def turn_over(case: Case, at: datetime) -> None:
    """End the stay under way and begin the one that the case is in now; a case that has ended begins none."""
    current = case.stays.filter(ended_at=None).first()
    if current and (current.state, current.office_id, current.officer_id) == (
        case.state,
        case.office_id,
        case.officer_id,
    ):
        return
    if current:
        current.ended_at = at
        current.save(update_fields=["ended_at"])
    if case.is_open:
        Stay.objects.create(case=case, state=case.state, office=case.office, officer=case.officer, started_at=at)
