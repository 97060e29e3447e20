"""The rows of the one table, from the reports that some measurements write themselves."""

from typing import Any

from .measure import Result

AIM = {1000: 60_000}  # readings a second
SOON = ("latest of", "7 days at 1 min")


def of_ingest(report: dict[str, Any]) -> Result:
    result = Result()
    for run in report["runs"]:
        what = f"{report['series']:,} series, {run['connections']} senders of {run['batch']:,}, readings/s"
        is_calm = run["connections"] < 100
        result.add(what, run["readings_per_second"], "", above=AIM.get(run["batch"]) if is_calm else None)
    result.add("raw COPY in the same run, readings/s", report["raw_copy_per_second"], "")
    result.none("acknowledged readings lost", max(0, report["acknowledged"] - report["kept"]))
    return result


def of_reads(report: dict[str, Any]) -> Result:
    result = Result()
    for question, times in report["questions"].items():
        result.add(question, times["median_ms"], "ms", below=100 if question.startswith(SOON) else None)
    return result
