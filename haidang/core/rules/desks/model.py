"""In a flood a shift lead splits the desk: who of those on watch deals with which fields and areas."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from haidang.core.directory.models import Person


class DeskShare(models.Model):
    """One person's share of the alarms: the named fields, the named places with all in them; both empty: all that is left.

    It ends by itself at `ends_at`, or when the lead ends the split.
    """

    kind_name = "desk_share"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {"place": "area", "own": "person"}

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="desk_shares")
    area = models.CharField(max_length=120, blank=True)
    domains = ArrayField(models.CharField(max_length=40), default=list)
    places = ArrayField(models.CharField(max_length=120), default=list)
    reason = models.TextField(blank=True)
    by_name = models.TextField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        db_table = "desk_share"
        indexes = [models.Index(fields=["person", "-ends_at"], name="desk_share_of")]

    def __str__(self) -> str:
        return f"{self.person}"

    @property
    def scope_place(self) -> str:
        return self.area

    def as_query(self) -> Q:
        """Of alerts: those of the share."""
        found = Q()
        if self.domains:
            found &= Q(domain__in=self.domains)
        if self.places:
            found &= Q(*[("place__path__startswith", path) for path in self.places], _connector=Q.OR)
        return found
