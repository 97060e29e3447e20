"""The camera's way to its picture, and how the newest one stands."""

from typing import Any, ClassVar

import msgspec
from django.db import models
from django.utils.functional import cached_property

from haidang.core.things.models import Thing
from haidang.kernel import still
from haidang.kernel.facts import Words


class Still(models.Model):
    """How a thing's picture is fetched. `facts` in the shape of kernel.still.Still; `declared` is what a file says, if one does.

    `sealed`: the secret typed on screen (kernel.sealing); nothing gives it out again. `asked_at`: when somebody last needed a
    newer one. `taken_at`: when the picture that lies on disk came (pixels width x height); `same_since`: since when the camera
    gives this very picture; `problem_*`: why the last try failed, empty when it went well; `failures` in a row.
    """

    kind_name = "still"
    scope_fields: ClassVar[dict[str, str]] = {
        "place": "thing__place__path",
        "office": "thing__office__code",
        "data_class": "data_class",
    }

    thing = models.OneToOneField(Thing, on_delete=models.CASCADE, related_name="still")
    facts: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    declared: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    sealed = models.BinaryField(null=True)
    data_class = models.CharField(max_length=16, default="internal")
    is_on = models.BooleanField(default=True)
    asked_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    same_since = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    width = models.IntegerField(default=0)
    height = models.IntegerField(default=0)
    failures = models.IntegerField(default=0)
    problem_vi = models.TextField(blank=True)
    problem_en = models.TextField(blank=True)

    class Meta:
        db_table = "still"

    def __str__(self) -> str:
        return str(self.thing)

    @cached_property
    def says(self) -> still.Still:
        return msgspec.convert(self.facts, still.Still)

    @property
    def problem(self) -> Words | None:
        return Words(vi=self.problem_vi, en=self.problem_en) if self.problem_vi else None

    @property
    def scope_place(self) -> str:
        return self.thing.scope_place

    @property
    def scope_office(self) -> str:
        return self.thing.scope_office
