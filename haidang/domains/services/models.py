"""Dossiers as the national portal's synchronisation file tells of them. Nothing of who they are about is kept."""

from typing import ClassVar

from django.db import models

from haidang.core.directory.models import Office
from haidang.core.things.models import Source


class NationalDossier(models.Model):
    """One dossier by its code (MaHoSo), as last told. `office`: found by the agency code in it, else by DonViXuLy.

    `is_late` is None where no day was promised: it is not judged then. More than one request for papers is late.
    """

    kind_name = "national_dossier"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {"office": "office__code", "place": "office__place__path"}

    code = models.CharField(max_length=40, unique=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    procedure = models.CharField(max_length=40, blank=True)
    field_code = models.CharField(max_length=40, blank=True)
    field_name = models.TextField(blank=True)
    status = models.CharField(max_length=2)
    received_at = models.DateTimeField(db_index=True)
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, db_index=True)
    is_late = models.BooleanField(null=True)
    is_online = models.BooleanField(default=False)
    has_fee = models.BooleanField(default=False)
    is_paid_online = models.BooleanField(default=False)
    has_parts = models.BooleanField(default=False)
    has_result = models.BooleanField(default=False)
    is_from_store = models.BooleanField(default=False)
    is_verified = models.BooleanField(default=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    is_simulated = models.BooleanField(default=False)
    told_at = models.DateTimeField()

    class Meta:
        db_table = "services_national_dossier"
        ordering = ["-received_at"]

    def __str__(self) -> str:
        return self.code

    @property
    def scope_office(self) -> str:
        return self.office.code

    @property
    def scope_place(self) -> str:
        return self.office.place.path
