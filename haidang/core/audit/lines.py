"""A line of the log of one matter: written once, in both languages; the table of each kind refuses to change it."""

from typing import Any

from django.db import models

from haidang.kernel.action import Doing, subject_kind
from haidang.kernel.manifest import Words


class LogLine(models.Model):
    """What every log has in common. `links` are [{kind, id, label}] of what the line is about."""

    at = models.DateTimeField()
    kind = models.CharField(max_length=10)
    text_vi = models.TextField()
    text_en = models.TextField()
    actor = models.CharField(max_length=80)
    actor_name = models.TextField()
    links: "models.JSONField[list[dict[str, Any]], list[dict[str, Any]]]" = models.JSONField(default=list)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text_vi

    @property
    def text(self) -> Words:
        return Words(vi=self.text_vi, en=self.text_en)


def columns(do: Doing, text: Words, about: tuple[Any, ...]) -> dict[str, Any]:
    """When, who, what, and the objects the line points at."""
    return {
        "at": do.at,
        "text_vi": text.vi,
        "text_en": text.en,
        "actor": str(do.actor),
        "actor_name": do.actor.name,
        "links": [link(one) for one in about if one is not None],
    }


def link(subject: Any) -> dict[str, Any]:
    label = getattr(subject, "code", None) or str(subject)
    return {"kind": subject_kind(subject), "id": subject.pk, "label": label}
