"""The test seals of offices, and whose word is trusted: this home's test authority, and the roots that lie in the home."""

from haidang.core.directory.models import Office
from haidang.kernel import home
from haidang.provinces import connectors, pack

from .crafts.trial_keys import SECRET, authority, pem

CONNECTOR = "signing"


def is_there() -> bool:
    """Whether offices may be sealed for here: with test keys, in a province that does not exist."""
    return pack.chosen().province.is_fictional


def secret() -> str:
    return home.secret(SECRET)


def name_on_seal(office: Office) -> str:
    return office.name_vi


def roots() -> list[bytes]:
    """The certificates that are believed, in PEM: put those of licensed authorities into `<home>/trust/`."""
    own = [pem(authority(secret()).certificate).encode()] if is_there() else []
    return [*own, *(one.read_bytes() for one in sorted(home.folder("trust").glob("*.pem")))]


def time_stamps() -> str:
    """The address of the time stamp authority, "" without one: the setting `tsa` of the signing connector."""
    connector = connectors.first(CONNECTOR)
    named = connector.settings.get("tsa", "") if connector else ""
    return f"{connector.address.rstrip('/')}{named}" if connector and named.startswith("/") else named
