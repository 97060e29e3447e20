"""Static files, gathered into the home once for each version of them."""

import hashlib
from pathlib import Path

from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from haidang.kernel import home


def gather() -> bool:
    """Collect unless nothing changed since the last time. True when something was written."""
    target = home.folder("static")
    seal = target / ".seal"
    now = _seal()
    if seal.exists() and seal.read_text() == now:
        return False
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    seal.write_text(now)
    return True


def _seal() -> str:
    """Over the name, size and time of every source file."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(["CVS", ".*", "*~"]):
            state = Path(storage.path(name)).stat()
            digest.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
