"""Everything that changes a case. Each action leaves one event, and one line or more in the log of the case."""

from .beginning import open_case, split
from .citizens import RATE_WITHIN, hand_in, rate, respond, support, write
from .placing import assign, sort, transfer
from .showing import look, publish, save_view, unpublish
from .work import attach, escalate, extend, merge, move, note, reply, tick

__all__ = [
    "RATE_WITHIN", "assign", "attach", "escalate", "extend", "hand_in", "look", "merge", "move", "note", "open_case", "publish",
    "rate", "reply", "respond", "save_view", "sort", "split", "support", "tick", "transfer", "unpublish", "write",
]  # fmt: skip
