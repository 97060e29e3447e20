"""The app of the citizens and the scenes of the wall."""

from typing import Annotated

from msgspec import Meta

from haidang.kernel.manifest import Words

from .base import Facts, Text


class AppFile(Facts, frozen=True, kw_only=True):
    """`app.toml`: which hosts may show the app within a frame of theirs (https://h5.example.vn); none, unless named."""

    frame_hosts: list[Annotated[str, Meta(pattern=r"^https://[a-z0-9.*-]+(:[0-9]+)?$")]] = []


class WallScene(Facts, frozen=True, kw_only=True):
    """What the big screens show beside their usual scenes while something goes on: a storm, a festival.

    `fields` are the fields of government that matter then, the first one first; the map shows their things, from `lon`,
    `lat`, `zoom` where it is not the whole province.
    """

    key: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{1,30}$")]
    name: Words
    about: Words
    icon: Text
    fields: Annotated[list[str], Meta(min_length=1)]
    lon: float | None = None
    lat: float | None = None
    zoom: float | None = None


class WallFile(Facts, frozen=True, kw_only=True):
    """`wall.toml`: the event scenes of a province beside the national ones."""

    scenes: list[WallScene] = []
