"""Many times more senders than the door needs: they are slowed (429), memory is bounded, nothing acknowledged is lost."""

import argparse

from . import centre, ingest
from .measure import Result


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--series", type=int, default=20_000)
    parser.add_argument("--batch", type=int, default=1000)
    parser.add_argument("--senders", type=int, default=ingest.TOO_MANY)


def measure(options: argparse.Namespace) -> Result:
    senders = ingest.CONNECTIONS.get(options.batch, 8)
    with centre.centre() as one:
        names = centre.fill(options.series)
        token = centre.new_key("bench", "ingest")
        before = ingest.kept()
        calm = ingest.measured(one, names, token, options.batch, max(5.0, options.seconds / 3), senders)
        flood = ingest.measured(one, names, token, options.batch, options.seconds, options.senders)
        kept = ingest.kept() - before
    acknowledged = calm["acknowledged"] + flood["acknowledged"]
    result = Result(facts={"calm": calm, "flood": flood, "acknowledged": acknowledged, "kept": kept})
    result.add(f"readings/s with {senders} senders", calm["readings_per_second"], "")
    result.add(f"readings/s with {options.senders} senders", flood["readings_per_second"], "")
    result.add("answers of 429", flood["slowed"], "")
    result.none("answers of another failure", flood["failed"])
    result.none("acknowledged readings lost", max(0, acknowledged - kept))
    for name in ("web", "rules", "database"):
        at_rest = calm["most_memory_mb"][name]
        result.add(
            f"memory of {name} at most (with {senders} senders {at_rest} MB)", flood["most_memory_mb"][name], "MB"
        )
    return result
