"""A case and all that hangs on it: the version of its procedure, clocks, people, papers, and the log nobody can edit."""

from .case import Case
from .course import Line, Stay, Timer
from .paper import GivenPart, Paper
from .people import Party, SavedView, Support
from .procedure import LONG, Procedure, ProcedureVersion, RouteChoice

__all__ = [
    "LONG", "Case", "GivenPart", "Line", "Paper", "Party", "Procedure", "ProcedureVersion", "RouteChoice",
    "SavedView", "Stay", "Support", "Timer",
]  # fmt: skip
