"""Out of service: for a time, once or again and again, the alarms of a thing, a place, a source or a rule ask nobody for anything."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from haidang.core.directory.models import Place
from haidang.core.things.models import Source, Thing
from haidang.kernel import clock

A_DAY = timedelta(days=1)


class Outage(models.Model):
    """What is out of service from when to when, why, and who said so.

    thing, place (with all in it) or source; `rule` alone or together with one of them narrows it to that rule's alarms.
    weekdays: 0 Monday .. 6 Sunday; with them it comes back on these days at the same hours (local time) until
    `last_on`, empty: until it is ended. `ended_at`: ended before its time.
    """

    kind_name = "outage"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {"place": "area"}

    thing = models.ForeignKey(Thing, null=True, on_delete=models.PROTECT, related_name="outages")
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="outages")
    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT, related_name="outages")
    rule = models.ForeignKey("Rule", null=True, on_delete=models.PROTECT, related_name="outages")
    area = models.CharField(max_length=120, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    weekdays = ArrayField(models.SmallIntegerField(), default=list)
    last_on = models.DateField(null=True)
    reason = models.TextField()
    by = models.CharField(max_length=80)
    by_name = models.TextField()
    created_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.TextField(blank=True)
    ended_why = models.TextField(blank=True)

    class Meta:
        db_table = "outage"
        indexes = [models.Index(fields=["starts_at"], name="outage_live", condition=models.Q(ended_at=None))]

    def __str__(self) -> str:
        of = self.thing or self.place or self.source or self.rule
        return f"{of}: {self.reason}"

    @property
    def scope_place(self) -> str:
        return self.area

    @property
    def scope_office(self) -> str:
        return self.thing.scope_office if self.thing else ""

    def span_at(self, moment: datetime) -> tuple[datetime, datetime] | None:
        """The occurrence that is under way at a moment: from when to when."""
        return next((span for span in self._near(moment) if span[0] <= moment < span[1]), None)

    def next_after(self, moment: datetime) -> tuple[datetime, datetime] | None:
        """The next occurrence that begins after a moment; None when there is none within eight days."""
        return next((span for span in self._near(moment) if span[0] > moment), None)

    def _near(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Occurrences from before the moment until a week after it, in order."""
        if self.ended_at is not None:
            return
        if not self.weekdays:
            yield self.starts_at, self.ends_at
            return
        length = self.ends_at - self.starts_at
        first = self.starts_at.astimezone(clock.HO_CHI_MINH)
        day = clock.day_of(moment - length) - A_DAY
        for _step in range(length // A_DAY + 11):
            is_within = day >= first.date() and (self.last_on is None or day <= self.last_on)
            if is_within and day.weekday() in self.weekdays:
                begins = clock.start_of(day) + timedelta(hours=first.hour, minutes=first.minute)
                yield begins, begins + length
            day += A_DAY
