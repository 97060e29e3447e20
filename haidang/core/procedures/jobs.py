"""Publishing what was approved for a day."""

import logging

from haidang.kernel import clock
from haidang.kernel.action import NotPossible, system
from haidang.kernel.jobs import job

from .actions import begin
from .checking import Problems
from .models import Draft

log = logging.getLogger(__name__)


@job(cron="* * * * *")
def publish_due() -> None:
    """Each by itself; one that no longer fits stays a draft and is told of in the log."""
    for draft in Draft.objects.filter(publish_at__lte=clock.now()).select_related("procedure"):
        try:
            begin(system("worker"), draft)
        except (Problems, NotPossible) as error:
            log.warning("could not publish %s: %s", draft, error)
            Draft.objects.filter(pk=draft.pk).update(publish_at=None, approved_by="", approved_by_name="")
