"""The province's line to the national portal: the connector of the kind "portal", where it is switched on.

[connectors.settings]
login = "/login"             # paths below the address
service = "/service"
madonvi = "H99"              # our agency code there
dstcode = "VN:GOV:…"         # header of the sharing platform, left out when empty
is_updating = "text"         # "text": "true"/"false" as the public code sends it; "bool": true/false
subject_coding = "portal"    # LoaiDoiTuong: "portal" 1 citizen, 2 business; "ministry" 0, 1, 2 business household
files = "links"              # "base64": in the field named by base64_field; "none": their names alone
base64_field = "Base64"
fee_kind = "", charge_kind = ""   # LoaiPhiLePhi of phí and lệ phí, which no open source gives; empty: left empty
place = "26506"              # who gets a dossier that names no office
send_from = "2"              # from which status of ours on a dossier is sent; "1": as soon as it is filed
"""

from dataclasses import dataclass

from haidang.kernel.facts import Words
from haidang.provinces import connectors
from haidang.provinces.facts import Connector

CODINGS: dict[str, dict[str, str]] = {
    "portal": {"citizen": "1", "business": "2", "household": "2"},
    "ministry": {"citizen": "0", "business": "1", "household": "2"},
}


@dataclass(frozen=True, slots=True)
class Line:
    """Everything about the line but the password, which is asked for when it is needed."""

    connector: Connector

    def setting(self, name: str, otherwise: str = "") -> str:
        return self.connector.settings.get(name, otherwise)

    @property
    def login_url(self) -> str:
        return self.connector.address.rstrip("/") + self.setting("login", "/login")

    @property
    def service_url(self) -> str:
        return self.connector.address.rstrip("/") + self.setting("service", "/service")

    @property
    def password(self) -> str:
        return connectors.secret_of(self.connector)

    @property
    def is_simulated(self) -> bool:
        return self.connector.is_simulated

    @property
    def subjects(self) -> dict[str, str]:
        return CODINGS[self.setting("subject_coding", "portal")]

    @property
    def files(self) -> str:
        return self.setting("files", "links")

    def flag(self, value: bool) -> bool | str:
        """`isUpdating` as this portal wants it."""
        return value if self.setting("is_updating", "text") == "bool" else str(value).lower()


def current() -> Line | None:
    """None where the province has no line: dossiers then go as files."""
    found = connectors.first("portal")
    return Line(found) if found else None


def for_files() -> Line:
    """How dossiers are written into files where there is no line, or beside it."""
    found = connectors.first("portal")
    told = found.settings if found else {}
    name = Words(vi="Tệp", en="File")
    return Line(
        Connector(
            key="file",
            kind="portal",
            name=name,
            address="file:",
            source="-",
            trust="X",
            settings=told | {"files": "none"},
        )
    )
