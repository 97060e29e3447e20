"""How the picture of a camera is fetched, as `still` of a thing in a province's `things.toml` says, or a form on screen."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from . import clock
from .facts import Duration
from .pull import Proof, Pull

SHORTEST_EVERY, LONGEST_TIMEOUT = "5s", "15s"


class Still(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """address: of one JPEG over HTTP, as nearly every camera or recorder gives it; may begin with {outside}.

    every: how soon another one is fetched while somebody looks. secret: the name of a secret of the home; one typed on
    screen is kept sealed and comes first. data_class: personal where people can be told apart: each look is journalled.
    """

    address: str
    every: Duration = "15s"
    timeout: Duration = "4s"
    most_bytes: Annotated[int, Meta(ge=10_000, le=10_000_000)] = 2_000_000
    proof: Proof = "none"
    user: str = ""
    header: str = ""
    secret: str = ""
    data_class: Literal["internal", "personal", "sensitive"] = "internal"
    on: bool = True

    @property
    def call(self) -> Pull:
        """The same as a call of the program that reads what others offer."""
        return Pull(
            way="http_json", address=self.address, timeout=self.timeout, most_bytes=self.most_bytes, proof=self.proof,
            user=self.user, header=self.header, secret=self.secret,
        )  # fmt: skip


def contradictions(one: Still) -> Iterator[tuple[str, Any, str]]:
    """(where, the value there, what to do)."""
    if not one.address.startswith(("http://", "https://", "{outside}")):
        yield "address", one.address, "begin with http:// or https://"
    for name, text, least, most in (
        ("every", one.every, SHORTEST_EVERY, "1h"), ("timeout", one.timeout, "1s", LONGEST_TIMEOUT),
    ):  # fmt: skip
        try:
            length = clock.duration(text)
        except ValueError as error:
            yield name, text, str(error)
            continue
        if not clock.duration(least) <= length <= clock.duration(most):
            yield name, text, f"from {least} to {most}"
    if one.proof == "header" and not one.header:
        yield "header", "", "name the header that carries the secret"
