"""An incident and all that hangs on it."""

from .command import CheckIn, Merge, Objective, RoleHolder
from .drawing import Drawing
from .incident import (
    ChecklistItem,
    Incident,
    IncidentAlert,
    IncidentCase,
    LogEntry,
    PhaseTime,
    PublicWarning,
    Receipt,
    Task,
)
from .playbook import PlaybookChange, PlaybookVersion
from .report import Report

__all__ = [
    "CheckIn", "ChecklistItem", "Drawing", "Incident", "IncidentAlert", "IncidentCase", "LogEntry", "Merge", "Objective",
    "PhaseTime", "PlaybookChange", "PlaybookVersion", "PublicWarning", "Receipt", "Report", "RoleHolder", "Task",
]  # fmt: skip
