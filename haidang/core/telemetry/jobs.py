"""What the worker does to keep the tables of telemetry in order."""

from haidang.kernel.jobs import job

from . import batches, day_sums, doubts, partitions, rollups, sources
from .archive import origin_files, packing, watching

job(cron="*/5 * * * *")(day_sums.keep)
job(cron="5 * * * *")(partitions.prepare_days)
job(cron="10 * * * *")(rollups.close_days)
job(cron="40 * * * *")(batches.forget_stale)
job(cron="25 3 * * *")(sources.forget_old_log)
job(cron="20 * * * *", retries=1)(packing.keep)
job(cron="35 * * * *", retries=1)(origin_files.keep)
job(cron="*/5 * * * *")(watching.look)
job(cron="15 4 * * *", retries=1)(watching.verify)
job(cron="8 * * * *")(doubts.judge)
