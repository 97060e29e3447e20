"""A screen, a scene that people made for an event, and what was shown on a screen by hand."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from haidang.core.directory.models import Person, Place
from haidang.kernel import clock
from haidang.kernel.bilingual import name_of

SCENE, INCIDENT, ALERT, THING, AREA = "scene", "incident", "alert", "thing", "area"
WHAT = (SCENE, INCIDENT, ALERT, THING, AREA)


class Screen(models.Model):
    """One big screen. `person` is the account it signs in with; `place` says what it may show.

    `playlist`: [{"scene", "dwell" (seconds), "from", "to" ("HH:MM", both empty for the whole day)}]; empty plays all scenes.
    `scale` fits letters to the depth of the room; `margin_x`, `margin_y` keep per cent of the edges free, where a frame
    hides them. `seen` is what it last told of itself: {"width", "height", "gl", "scene", "version", "missed"}.
    """

    kind_name = "wall"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {"place": "place__path"}

    code = models.CharField(max_length=40, unique=True)
    name = models.TextField()
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="screens")
    person = models.OneToOneField(Person, null=True, on_delete=models.PROTECT, related_name="screen")
    playlist: "models.JSONField[list[dict[str, Any]], list[dict[str, Any]]]" = models.JSONField(default=list)
    scale = models.FloatField(default=1.0)
    margin_x = models.FloatField(default=0.0)
    margin_y = models.FloatField(default=0.0)
    theme = models.CharField(max_length=5, default="dark")
    has_sound = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)
    retired_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    seen: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)

    class Meta:
        db_table = "wall_screen"

    def __str__(self) -> str:
        return self.name

    @property
    def scope_place(self) -> str:
        return self.place.path


class EventScene(models.Model):
    """A scene that people made for one event: fields of government, and the piece of the map it looks at."""

    kind_name = "wall"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {"place": "place__path"}

    key = models.CharField(max_length=40, unique=True)
    name_vi = models.TextField()
    name_en = models.TextField()
    icon = models.CharField(max_length=40, default="flag")
    fields = ArrayField(models.CharField(max_length=40))
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    zoom = models.FloatField(null=True)
    made_at = models.DateTimeField(default=clock.now)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "wall_scene"

    def __str__(self) -> str:
        return name_of(self)

    @property
    def scope_place(self) -> str:
        return self.place.path


class Showing(models.Model):
    """What somebody put on a screen: a scene, or one incident, alert, thing or piece of the map (`what`, `key`).

    Until `until`; None is until somebody takes it away. `ended_at` when that was done earlier. The newest one that has
    not ended is what is seen.
    """

    screen = models.ForeignKey(Screen, on_delete=models.PROTECT, related_name="showings")
    what = models.CharField(max_length=10)
    key = models.CharField(max_length=80)
    title_vi = models.TextField()
    title_en = models.TextField()
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    by = models.CharField(max_length=80)
    by_name = models.TextField()
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.TextField(blank=True)

    class Meta:
        db_table = "wall_showing"
        indexes = [models.Index(fields=["screen", "-at"], name="wall_showing_of", condition=Q(ended_at=None))]

    def __str__(self) -> str:
        return f"{self.title_vi} ({self.what}:{self.key})"

    @property
    def name_vi(self) -> str:
        return self.title_vi

    @property
    def name_en(self) -> str:
        return self.title_en

    def is_on(self, at: datetime) -> bool:
        return self.ended_at is None and (self.until is None or self.until > at)
