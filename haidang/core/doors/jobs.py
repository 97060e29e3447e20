"""What the worker forgets: receipts of long ago, and the bytes of tables that were brought."""

from haidang.kernel.jobs import job

from . import bringing, receipts

job(cron="35 3 * * *")(receipts.forget_old)
job(cron="36 3 * * *")(bringing.forget_bodies)
