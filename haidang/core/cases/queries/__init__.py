"""What people ask of cases: inboxes and lists, one by its code or its secret link, what is near, what anybody may see."""

from .around import Near, near, unpublished_near
from .catalogue import books, procedure, procedures, usual_procedures
from .counting import Load, counts, open_count, workload
from .everybody import published, reports_for
from .filters import APART, STATES, Filters
from .lists import Page, broke_extended, every, inbox, mine, newest, oldest, saved_views
from .one import Open, by_code, by_secret, lines, may_know_people, moves, own_moves, papers, parties, public_papers

__all__ = [
    "APART", "STATES", "Filters", "Load", "Near", "Open", "Page", "books", "broke_extended", "by_code", "by_secret",
    "counts", "every", "inbox", "lines", "may_know_people", "mine", "moves", "near", "newest", "oldest", "open_count",
    "own_moves", "papers", "parties", "procedure", "procedures", "public_papers", "published", "reports_for",
    "saved_views", "unpublished_near", "usual_procedures", "workload",
]  # fmt: skip
