"""What the centre remembers between two looks at itself."""

from typing import Any

from django.db import models


class Note(models.Model):
    """One fact by its name: how far the journal's chain was walked, what certificates were found."""

    key = models.CharField(max_length=40, primary_key=True)
    said: "models.JSONField[Any, Any]" = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        db_table = "centre_note"

    def __str__(self) -> str:
        return self.key
