"""Write one file with everything of this home, and check it."""

import argparse
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", type=Path, help="where to (default: a new file in the home's backups/)")


def run(options: argparse.Namespace) -> None:
    from haidang.kernel import clock, home
    from haidang.run import backup
    from haidang.run.console import say, step

    here = home.here()
    target = options.file or here.root / "backups" / f"haidang-{clock.now():%Y%m%d-%H%M%S}.tar"
    with step("backup"):
        manifest = backup.back_up(here, target.absolute())
    say(f"{target} ({target.stat().st_size / 1e6:.1f} MB), {sum(manifest.rows.values())} rows, checked")
    if manifest.lacking:
        say(f"WARNING: {len(manifest.lacking)} files were gone or damaged, the first is {manifest.lacking[0]}")
    say(f"the journal ends at event {manifest.head['seq']}; the file holds secrets, keep it like one")
