"""Blocks and the appeals against them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Block(models.Model):
    """One sender who may not send until a moment. `what` is address, device, phone or account, `mark` its hash.

    `hint` is what an officer recognises it by (the code of a case, the last digits of a number).
    """

    kind_name = "block"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {}

    code = models.CharField(max_length=20, unique=True)
    what = models.CharField(max_length=10)
    mark = models.CharField(max_length=64)
    hint = models.CharField(max_length=60)
    reason = models.CharField(max_length=20)
    note = models.TextField(blank=True)
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    by = models.CharField(max_length=80)
    by_name = models.TextField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by_name = models.TextField(blank=True)
    lifted_why = models.TextField(blank=True)

    class Meta:
        db_table = "sender_block"
        indexes = [models.Index(fields=["mark"], name="sender_block_mark", condition=Q(lifted_at=None))]

    def __str__(self) -> str:
        return f"{self.code} {self.hint}"

    @property
    def link(self) -> str:
        return f"/blocks/{self.code}/"

    @property
    def link_holder(self) -> str:
        """The id of the public actor whom it keeps out: the appeal is theirs."""
        return self.code


class Appeal(models.Model):
    """What a blocked sender says against it; `due_at` is when the block ends by itself if nobody has decided.

    `hash` is the SHA-256 of the secret that opens the answer to them, which is in their link alone.
    """

    kind_name = "appeal"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {}

    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="appeals")
    hash = models.CharField(max_length=64, unique=True)
    text = models.TextField()
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    is_upheld = models.BooleanField(null=True)
    answer = models.TextField(blank=True)
    by_name = models.TextField(blank=True)

    class Meta:
        db_table = "sender_appeal"
        constraints = [
            models.UniqueConstraint(fields=["block"], condition=Q(decided_at=None), name="sender_appeal_open_once")
        ]

    def __str__(self) -> str:
        return str(self.block)
