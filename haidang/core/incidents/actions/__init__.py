"""Everything that changes an incident, its checklist, tasks and links. Each leaves one event and one line in the log.

The event is about the incident: what changed of it stands in before and after; `log`, `steps`, `tasks` and `alerts`
among its facts hold what else is new, so that whoever holds a snapshot can follow by events alone (snapshot.py).
"""

from .checklist import skip, tick, untick
from .incident import add_log, assign, close, escalate, link_alert, move, open_incident, rate, reopen, unlink_alert
from .tasks import create_task, finish, receive, report, send_unit

__all__ = [
    "add_log", "assign", "close", "create_task", "escalate", "finish", "link_alert", "move", "open_incident", "rate",
    "receive", "reopen", "report", "send_unit", "skip", "tick", "unlink_alert", "untick",
]  # fmt: skip
