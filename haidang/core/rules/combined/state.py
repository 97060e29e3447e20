"""Where a combination stands at one of the things or places it is judged for; written by the rules process alone."""

from typing import Any

from django.db import models


class CombinedState(models.Model):
    """`state` has the shape of combiner.Standing; `anchor`: number of a thing, path of a place, "" for all together."""

    pk = models.CompositePrimaryKey("rule_id", "anchor")
    rule_id = models.BigIntegerField()
    anchor = models.CharField(max_length=120)
    state: "models.JSONField[Any, Any]" = models.JSONField()

    class Meta:
        db_table = "rule_combined"
