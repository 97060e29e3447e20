"""What was found of epidemics week by week, and the stock of medicines and vaccines."""

from typing import ClassVar

from django.db import models

from haidang.core.directory.models import Place
from haidang.core.things.models import Thing


class Signal(models.Model):
    """The cases of one disease at a place in one week against what was to be expected.

    `upper` is None where too few cases or too little history allow no word; `method` is farrington, ears or none.
    """

    kind_name = "epidemic"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {"place": "place__path"}

    disease = models.CharField(max_length=40)
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    week = models.DateField()
    observed = models.FloatField()
    expected = models.FloatField(null=True)
    upper = models.FloatField(null=True)
    method = models.CharField(max_length=12)
    is_alarm = models.BooleanField(default=False)
    is_simulated = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        db_table = "health_signal"
        constraints = [models.UniqueConstraint(fields=["disease", "week", "place"], name="health_signal_once")]
        indexes = [models.Index(fields=["place", "disease", "week"], name="health_signal_course")]

    def __str__(self) -> str:
        return f"{self.disease} {self.place_id} {self.week:%G-W%V}"

    @property
    def scope_place(self) -> str:
        return self.place.path

    @property
    def score(self) -> float:
        """0 at what is expected, 1 at the threshold; 0 where nothing could be said."""
        if self.upper is None or self.expected is None or self.upper <= self.expected:
            return 0.0
        return (self.observed - self.expected) / (self.upper - self.expected)


class StockLot(models.Model):
    """One lot of a medicine or vaccine in a store. `daily_use` is what the store gives out of the item in a day."""

    kind_name = "stock"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {"place": "store__place__path", "office": "store__office__code"}

    store = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=40)
    number = models.CharField(max_length=40)
    quantity = models.FloatField()
    daily_use = models.FloatField()
    expires_on = models.DateField()
    received_on = models.DateField()
    counted_at = models.DateTimeField()
    counted_by = models.TextField()
    is_simulated = models.BooleanField(default=False)

    class Meta:
        db_table = "health_stock_lot"
        constraints = [models.UniqueConstraint(fields=["store", "item", "number"], name="health_lot_once")]

    def __str__(self) -> str:
        return f"{self.store_id} {self.item} {self.number}"

    @property
    def scope_place(self) -> str:
        return self.store.place.path

    @property
    def scope_office(self) -> str:
        return self.store.office.code if self.store.office else ""
