"""Speed and memory of Hải Đăng, each measured in a centre of its own that is thrown away afterwards.

    python -m bench                          all of them, one table; bench/out/bench.md and one JSON file each
    python -m bench latency --seconds 20     one of them

The clients run on the same processors. A figure says how loaded the machine was before it was taken.
"""

import argparse
import importlib
import json
import subprocess
import sys
from dataclasses import asdict
from typing import Any

from . import centre, told
from .measure import OUT, keep, table

MEASURES = (
    "cases",
    "indicators",
    "outbreaks",
    "brief",
    "syslog",
    "photos",
    "latency",
    "search",
    "map",
    "stream",
    "pages",
    "overload",
    "alarms",
    "soak",
    "archive",
    "origins",
    "contract",
    "memory",
)
LONG = ("wall_soak",)
"""Those that take hours: only when they are named."""
TOLD = {"ingest": told.of_ingest, "reads": told.of_reads}
"""Those with reports of their own: `python -m bench.ingest`, `python -m bench.reads`."""


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = parser.add_subparsers(dest="measure", metavar="MEASURE")
    for name in (*MEASURES, *LONG):
        module = importlib.import_module(f"bench.{name}")
        module.arguments(names.add_parser(name, help=(module.__doc__ or "").splitlines()[0]))
    for name in TOLD:
        names.add_parser(name, help=f"options as of python -m bench.{name}", add_help=False)
    options, rest = parser.parse_known_args()
    if options.measure in TOLD:
        sys.exit(subprocess.run([sys.executable, "-m", f"bench.{options.measure}", *rest], check=False).returncode)
    elif rest:
        parser.error(f"unknown: {' '.join(rest)}")
    elif options.measure:
        one(options)
    else:
        sys.exit(everything())


def one(options: argparse.Namespace) -> None:
    facts = centre.machine()
    result = importlib.import_module(f"bench.{options.measure}").measure(options)
    keep(options.measure, facts, result)
    print(table([json.loads((OUT / f"{options.measure}.json").read_text())]))


def everything() -> int:
    """Each in a process of its own, because Django can be set up for one home only. How many could not be taken."""
    OUT.mkdir(exist_ok=True)
    failed = []
    for name in (*TOLD, *MEASURES):
        print(f"{name} ...", file=sys.stderr, flush=True)
        (OUT / f"{name}.json").unlink(missing_ok=True)
        if subprocess.run([sys.executable, "-m", "bench", name], stdout=subprocess.DEVNULL, check=False).returncode:
            failed.append(name)
    reports = [_report(name) for name in (*TOLD, *MEASURES) if (OUT / f"{name}.json").exists()]
    text = table(reports) + "".join(f"\n{name} could not be taken.\n" for name in failed)
    (OUT / "bench.md").write_text(text)
    print(text)
    return len(failed)


def _report(name: str) -> dict[str, Any]:
    report = json.loads((OUT / f"{name}.json").read_text())
    if name not in TOLD:
        return report
    rows = [asdict(row) for row in TOLD[name](report).rows]
    return {"measure": name, **report["machine"], "rows": rows}


if __name__ == "__main__":
    main()
