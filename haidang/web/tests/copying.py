"""Rows by the dozen, for lists that go on for pages."""

from typing import TypeVar

from django.db.models import Model

M = TypeVar("M", bound=Model)


def copied(row: M, **changed: object) -> M:
    """Another row like it, not saved yet; `changed` names columns."""
    names = [field.attname for field in row._meta.concrete_fields if not field.primary_key]
    return type(row)(**{name: getattr(row, name) for name in names} | changed)
