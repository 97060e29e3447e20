"""The fields of a thing in words of the reader."""

from typing import Any

from haidang.kernel import registry
from haidang.kernel.bilingual import shown


def said(type_key: str, key: str, value: Any) -> str:
    """A value of a field: a choice in the language of the reader, anything else as it is kept; "" for none."""
    if value is None:
        return ""
    found = registry.thing_type(type_key)
    field = next((one for one in found[1].fields if one.key == key), None) if found else None
    choice = next((one for one in field.choices if one.vi == value), None) if field else None
    return shown(choice) if choice else str(value)
