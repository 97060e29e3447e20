"""The levels an alert climbs until somebody acknowledges it, and the role that is told on each."""

DESK, SHIFT_LEAD, LEADER = range(3)
ROLES = {DESK: "duty_officer", SHIFT_LEAD: "shift_lead", LEADER: "leader"}
LAST_LEVEL = LEADER
