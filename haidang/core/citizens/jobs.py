"""What is done for citizens' accounts by the clock."""

from datetime import timedelta

from haidang.kernel import clock
from haidang.kernel.action import system
from haidang.kernel.jobs import job

from . import own_data
from .models import Citizen, Deletion, Export, OneTimeCode

WHO = system("citizens")
CODES_KEPT = timedelta(days=1)


@job(cron="*/15 * * * *")
def clear_away() -> None:
    """Codes of yesterday, and copies whose day is over."""
    OneTimeCode.objects.filter(expires_at__lt=clock.now() - CODES_KEPT).delete()
    for export in Export.objects.filter(state="ready", ready_at__lt=clock.now() - own_data.EXPORT_LASTS):
        own_data.path_of(export).unlink(missing_ok=True)
        Export.objects.filter(pk=export.pk).update(state="gone")


@job(cron="35 2 * * *")
def delete_accounts() -> None:
    """Those whose seven days are over and who did not change their mind."""
    for row in Deletion.objects.select_related("person").filter(
        cancelled_at=None, done_at=None, due_at__lte=clock.now()
    ):
        for export in row.person.exports.all():
            own_data.path_of(export).unlink(missing_ok=True)
        own_data.erase(WHO, Citizen(row.person), row)
