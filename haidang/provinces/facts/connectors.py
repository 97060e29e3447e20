"""How other bodies are reached."""

from typing import Annotated, Literal

from msgspec import Meta

from haidang.kernel.manifest import Key, Words

from .base import Facts, Mark, Text


class Connector(Facts, frozen=True, kw_only=True):
    """A system of another body that this centre speaks with. `address` may begin with {outside}: the simulated bodies of a demo.

    `page` is where people go with a browser. `client` is who we are there; `secret` names a secret of the home
    (`secrets/<name>`), never the secret itself.
    """

    key: Key
    kind: Literal["identity", "sso", "signing", "portal", "bank", "lookup", "push", "mail", "sms"]
    name: Words
    address: Text
    page: Annotated[str, Meta(pattern="^(https://[^/]+/.*)?$")] = ""
    client: str = ""
    secret: str = ""
    is_on: bool = True
    is_simulated: bool = False
    settings: dict[str, str] = {}
    source: Text
    trust: Mark

    @property
    def site(self) -> str:
        """The host of `page`, as people read it."""
        return self.page.removeprefix("https://").partition("/")[0]


class ConnectorsFile(Facts, frozen=True, kw_only=True):
    connectors: list[Connector] = []
