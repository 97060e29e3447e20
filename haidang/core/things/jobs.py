"""What the worker does for things."""

from haidang.kernel import clock
from haidang.kernel.action import system
from haidang.kernel.jobs import job

from .actions import put_back_in_service
from .models import Thing


@job(cron="*/5 * * * *")
def end_outages() -> None:
    """Put back into service what was taken out until a moment that has passed."""
    for thing in Thing.objects.filter(state="out_of_service", state_until__lte=clock.now()):
        put_back_in_service(system("worker"), thing)
