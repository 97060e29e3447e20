"""What public sources brought: posts with topic and tone, and what people corrected. Nothing is kept of who wrote them."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from haidang.core.cases.models import Case
from haidang.core.things.models import Source

TONES = (-1, 0, 1)


class Post(models.Model):
    """One public article or post. `key` is unique within its source; `is_press` by what the source is.

    tone: -1, 0 or 1, by `tone_by` (lexicon, model, person); `first_tone` is what the program said. `marks`: [[word,
    weight]] it was judged by. `topics`: codes of the things whose words it has. `case` is where an answer is asked for.
    `is_set_aside`: a person said that it is not about the province; it is not counted.
    """

    kind_name = "post"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {}

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="posts")
    key = models.CharField(max_length=64)
    url = models.TextField(blank=True)
    title = models.TextField()
    text = models.TextField(blank=True)
    folded = models.TextField()
    is_press = models.BooleanField(default=True)
    at = models.DateTimeField(db_index=True)
    read_at = models.DateTimeField()
    score = models.FloatField(default=0)
    tone = models.SmallIntegerField(default=0)
    first_tone = models.SmallIntegerField(default=0)
    tone_by = models.CharField(max_length=8, default="lexicon")
    marks: "models.JSONField[list[Any], list[Any]]" = models.JSONField(default=list)
    topics = ArrayField(models.CharField(max_length=40), default=list)
    is_set_aside = models.BooleanField(default=False)
    is_simulated = models.BooleanField(default=False)
    case = models.ForeignKey(Case, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        db_table = "social_post"
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="social_post_once")]
        indexes = [GinIndex(fields=["topics"], name="social_post_topics")]

    def __str__(self) -> str:
        return self.title[:120]

    @property
    def link(self) -> str:
        return f"/d/social/posts/{self.pk}/"


class ToneCheck(models.Model):
    """Somebody judged the tone of a post: another than the program's, or the same. Kept to measure and to learn from."""

    kind_name = "tone_check"
    scope_fields: ClassVar[dict[str, str]] = {}

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="checks")
    was = models.SmallIntegerField()
    now = models.SmallIntegerField()
    by = models.CharField(max_length=80)
    by_name = models.TextField()
    at = models.DateTimeField(db_index=True)
    why = models.TextField(blank=True)

    class Meta:
        db_table = "social_tone_check"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.post_id} {self.was} {self.now}"
