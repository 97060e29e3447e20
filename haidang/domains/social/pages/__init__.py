"""Pages of public sources for the desk: posts, topics with their words."""

from collections.abc import Callable, Mapping
from typing import Any

from . import posts, topics

PAGES: Mapping[str, Callable[..., Any]] = {"posts": posts.page, "topics": topics.page}
