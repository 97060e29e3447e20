"""The sections of a brief, in the order a leader reads them. Each has `section(actor, at) -> Section`."""

from . import abnormal, decisions, figures, late, outlook, situation, yesterday

EVERY = (decisions, figures, abnormal, situation, late, outlook, yesterday)
