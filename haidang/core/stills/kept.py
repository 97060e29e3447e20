"""Where the newest picture of each camera lies, one file each; never more than one."""

from datetime import timedelta
from pathlib import Path

from haidang.kernel import clock, home

KEEP_FOR = timedelta(hours=24)


def folder() -> Path:
    found = home.folder("stills")
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def path_of(number: int) -> Path:
    return folder() / f"{number}.jpg"


def put(number: int, drawn: Path) -> None:
    """In place of the one before, in one step."""
    drawn.replace(path_of(number))


def forget(number: int) -> None:
    path_of(number).unlink(missing_ok=True)


def forget_old() -> int:
    """Pictures that nobody needed for a day."""
    oldest = (clock.now() - KEEP_FOR).timestamp()
    old = [path for path in folder().glob("*.jpg") if path.stat().st_mtime < oldest]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
