"""Bills, the money that has come, and the files it was told by."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from haidang.core.cases.models import Case
from haidang.core.directory.models import Office

from .vietqr import Transfer, written


class Bill(models.Model):
    """What is asked of the people of a case: its lines, their sum, and the account it is to be paid to.

    lines: [{key, name: {vi, en}, kind: fee|charge, unit, quantity, amount, why, source}], amounts in đồng.
    when: receipt, supplement or result (HinhThucThu 1, 2, 4).  state: due, paid, cancelled.
    paid_by: bank or cash; `receipt` is the number of the receipt given at the counter.
    """

    kind_name = "bill"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {
        "place": "case__place__path", "office": "case__office__code", "own": "case__person",
    }  # fmt: skip

    code = models.CharField(max_length=20, unique=True)
    memo = models.CharField(max_length=25, unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="bills")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    when = models.CharField(max_length=12)
    lines: "models.JSONField[list[dict[str, Any]], list[dict[str, Any]]]" = models.JSONField()
    amount = models.BigIntegerField()
    bank = models.CharField(max_length=6)
    account = models.CharField(max_length=19)
    account_name = models.CharField(max_length=25)
    state = models.CharField(max_length=10, default="due")
    by = models.CharField(max_length=80)
    by_name = models.TextField()
    created_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    paid_by = models.CharField(max_length=6, blank=True)
    receipt = models.CharField(max_length=20, unique=True, null=True)
    cancelled_at = models.DateTimeField(null=True)
    why = models.TextField(blank=True)
    is_simulated = models.BooleanField(default=False)

    class Meta:
        db_table = "bill"
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(fields=["-created_at"], name="bill_newest"),
            models.Index(fields=["created_at"], name="bill_due", condition=Q(state="due")),
        ]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="bill_of_something")]

    def __str__(self) -> str:
        return self.code

    @property
    def scope_place(self) -> str:
        return self.case.place.path

    @property
    def scope_office(self) -> str:
        return self.case.office.code

    @property
    def qr_text(self) -> str:
        """The text of its VietQR code."""
        return written(Transfer(self.bank, self.account, self.amount, self.memo, self.account_name))


class Incoming(models.Model):
    """Money that came to an account of ours. `reference` is the bank's own number of the transfer.

    finding: paid, part (less, the rest may follow), much, twice, unknown, cancelled.
    state: settled, open (a person decides), refund_due, refunded.  `refund` is what is to go back, in đồng.
    payer: name and account as the bank says them, personal; `payer_hint` is what lists show of them.
    """

    kind_name = "incoming"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {"place": "place", "office": "office"}

    bank = models.CharField(max_length=6)
    account = models.CharField(max_length=19)
    reference = models.CharField(max_length=64)
    amount = models.BigIntegerField()
    memo = models.TextField(blank=True)
    at = models.DateTimeField()
    payer = models.TextField(blank=True)
    payer_hint = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=10)
    bill = models.ForeignKey(Bill, null=True, on_delete=models.PROTECT, related_name="incomings")
    finding = models.CharField(max_length=10)
    state = models.CharField(max_length=10)
    refund = models.BigIntegerField(default=0)
    refund_reference = models.CharField(max_length=64, blank=True)
    why = models.TextField(blank=True)
    asked_at = models.DateTimeField(null=True)
    decided_by_name = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    place = models.CharField(max_length=120, blank=True)
    office = models.CharField(max_length=60, blank=True)
    is_simulated = models.BooleanField(default=False)

    class Meta:
        db_table = "incoming"
        constraints = [
            models.UniqueConstraint(fields=["bank", "account", "reference"], name="incoming_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="incoming_of_something"),
        ]
        indexes = [
            models.Index(fields=["-received_at"], name="incoming_newest"),
            models.Index(fields=["state"], name="incoming_waiting", condition=Q(state__in=["open", "refund_due"])),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.amount}"

    @property
    def scope_place(self) -> str:
        return self.place

    @property
    def scope_office(self) -> str:
        return self.office


class Statement(models.Model):
    """A file of transfers that was taken in; the same content is not taken twice. `bad`: rows with field, value, remedy."""

    kind_name = "statement"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {}

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=160)
    account = models.CharField(max_length=19)
    rows = models.IntegerField()
    taken = models.IntegerField()
    bad: "models.JSONField[list[dict[str, Any]], list[dict[str, Any]]]" = models.JSONField(default=list)
    by_name = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "bank_statement"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.name
