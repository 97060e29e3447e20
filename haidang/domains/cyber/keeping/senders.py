"""Which sender a record is of: by the name it gives itself, else by the address it came from."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Q

from haidang.core.things.models import Thing
from haidang.domains.cyber.logs.record import Record
from haidang.domains.cyber.models import LogSource
from haidang.kernel import clock

MOST_NEW = 1_000  # names come from outside; when more than this wait to be told who they are, the rest goes under one
OTHERS = "(khác / others)"


@dataclass(slots=True)
class Senders:
    """The senders there are, held in memory and read again every few seconds."""

    ids: dict[str, int] = field(default_factory=dict)
    things: dict[int, str] = field(default_factory=dict)
    """The code of the asset by the number of its sender."""
    muted: set[int] = field(default_factory=set)
    new: int = 0

    def refresh(self) -> None:
        rows = LogSource.objects.values_list("id", "host", "state", "thing__code")
        self.ids, self.things, self.muted, self.new = {}, {}, set(), 0
        for number, host, state, thing in rows:
            self.ids[host] = number
            if thing:
                self.things[number] = thing
            if state == "muted":
                self.muted.add(number)
            self.new += state == "new"

    def name(self, records: Iterable[Record]) -> list[Record]:
        """Give each record the number of its sender, which may be new; those of muted senders are left out."""
        kept, ids, muted = [], self.ids, self.muted
        for one in records:
            number = ids.get(one.host or one.peer)
            if number is None:
                number = self._taken_in(one)
            one.source = number
            if number not in muted:
                kept.append(one)
        return kept

    def _taken_in(self, one: Record) -> int:
        name = one.host or one.peer
        if self.new >= MOST_NEW:
            if OTHERS in self.ids:
                return self.ids[OTHERS]
            name = OTHERS
        thing = Thing.objects.filter(Q(alias=name) | Q(code=name), domain="cyber").first()  # it is in the inventory
        said = {"peer": one.peer[:60], "form": one.form, "thing": thing, "state": "known" if thing else "new"}
        found, is_new = LogSource.objects.get_or_create(host=name, defaults=said)
        if thing:
            self.things[found.pk] = thing.code
        self.new += is_new and not thing
        self.ids[name] = found.pk
        return found.pk

    def heard(self, counts: dict[int, int]) -> None:
        """Note how many records each sender brought, and that it was heard now."""
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE log_source SET records = records + given.n, last_at = %s"
                " FROM unnest(%s::bigint[], %s::bigint[]) AS given (id, n) WHERE log_source.id = given.id",
                [clock.now(), list(counts), list(counts.values())],
            )
