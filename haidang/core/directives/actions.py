"""The one way to write: giving orders, preparing and signing them, and carrying them out."""

from .carrying import approve, finish, note, postpone, remind, report, send_back, withdraw
from .giving import drop, give, prepare, sign

__all__ = [
    "approve", "drop", "finish", "give", "note", "postpone", "prepare", "remind", "report", "send_back", "sign", "withdraw",
]  # fmt: skip
