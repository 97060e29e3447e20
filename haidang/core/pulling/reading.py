"""Reading a source once, whichever its way; nothing is written."""

from importlib import import_module
from pathlib import Path

from haidang.kernel import home
from haidang.kernel.bilingual import same
from haidang.kernel.pull import Pull as Facts
from haidang.kernel.sealing import Unsealable, unseal

from . import kinds
from .faults import Fault
from .models import Pull
from .table import Table
from .way_in import WayIn


def read(row: Pull, *, anew: bool = False) -> Table:
    """What is there now; `anew`: also when nothing changed since the last good reading. Raises Fault."""
    folder = folder_of(row.source.key)
    if anew:
        return read_by(row.says, WayIn(folder, secret_of(row.says, row.sealed)))
    way_in = WayIn(folder, secret_of(row.says, row.sealed), row.etag, row.modified, row.digest)
    return read_by(row.says, way_in)


def read_by(one: Facts, way_in: WayIn) -> Table:
    """Raises Fault."""
    way = import_module(f"{kinds.__name__}.{one.way}")
    table: Table = way.read(one, way_in)
    return table


def folder_of(source: str) -> Path:
    """Where files for a source are put: beside the watched folders of stations, which another door looks into."""
    return home.folder("pulls") / source


def secret_of(one: Facts, sealed: bytes | memoryview | None) -> str:
    """The one typed on screen, else the named one of the home. Raises Fault."""
    if sealed is None:
        return home.secret(one.secret) if one.secret else ""
    try:
        return unseal(bytes(sealed))
    except Unsealable:
        raise Fault("setting", why=same("sealed secret")) from None
