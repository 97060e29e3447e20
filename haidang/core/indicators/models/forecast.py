"""What is expected: forecasts, and the span of each period to come."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from .indicator import Indicator


class Forecast(models.Model):
    """How one place's values were carried on at a moment; every version stays readable for as long as it is compared with.

    `until` is the newest period it was made from, of `count` values. `points` are [first day, value, low, high], in the
    unit of the indicator. `error` is the mean absolute distance in the back-test, `plain_error` that of the same season
    before, `level` the mean size of the values; `within` the share of the back-test inside the interval. `reason` says
    why there is none: few, gaps, old, failed. `print` tells whether the values have changed since.
    """

    kind_name = "forecast"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {}

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="forecasts")
    place_id = models.IntegerField()
    version = models.IntegerField()
    is_newest = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    until = models.DateField()
    count = models.IntegerField()
    need = models.IntegerField()
    reason = models.CharField(max_length=8, blank=True)
    method = models.CharField(max_length=20, blank=True)
    error = models.FloatField(null=True)
    plain_error = models.FloatField(null=True)
    level = models.FloatField(null=True)
    within = models.FloatField(null=True)
    points: "models.JSONField[list[list[Any]], list[list[Any]]]" = models.JSONField(default=list)
    print = models.BigIntegerField()
    is_simulated = models.BooleanField(default=False)

    class Meta:
        db_table = "indicator_forecast"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "place_id", "version"], name="forecast_once"),
            models.UniqueConstraint(
                fields=["place_id", "indicator"], condition=Q(is_newest=True), name="forecast_newest_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} v{self.version}"


class Expectation(models.Model):
    """What a value was expected to be before it came. `score` is its distance in halves of the interval: beyond 1 and -1
    it is unexpected. `forecast` is the one that said so, None where it was worked out when the value had come."""

    kind_name = "expectation"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {}

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="expectations")
    place_id = models.IntegerField()
    period = models.DateField()
    is_newest = models.BooleanField(default=True)
    value = models.FloatField()
    expected = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    score = models.FloatField()
    forecast = models.ForeignKey(Forecast, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "indicator_expectation"
        ordering = ["-period"]
        constraints = [models.UniqueConstraint(fields=["indicator", "place_id", "period"], name="expectation_once")]
        indexes = [models.Index(fields=["place_id", "score"], name="expectation_newest", condition=Q(is_newest=True))]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.period} {self.score:.1f}"

    @property
    def is_unexpected(self) -> bool:
        return abs(self.score) > 1
