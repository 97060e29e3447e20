"""What sources may bring here: `take.to = "social.posts"` for press, `"social.network"` for public posts of networks.

Columns: id, title, link, summary, published. Closed networks are reached only through their official API, by a key their
owner gave: as http_json with a secret.
"""

from collections.abc import Mapping

from haidang.core.pulling.taking import Taker

from .taking import network, press

TAKES: Mapping[str, Taker] = {"posts": press, "network": network}
