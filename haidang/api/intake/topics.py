"""The topics that devices publish to: `haidang/<thing>/<series>`."""

from typing import NamedTuple

from haidang.kernel.ids import is_code

ROOT = "haidang"


class Topic(NamedTuple):
    thing: str
    series: str


def topic_of(text: str | bytes) -> Topic | None:
    """None when it does not name a thing and a series by their codes; bytes are what was no UTF-8."""
    parts = text.split("/") if isinstance(text, str) else []
    if len(parts) != 3 or parts[0] != ROOT or not is_code(parts[1]) or not is_code(parts[2]):
        return None
    return Topic(parts[1], parts[2])
