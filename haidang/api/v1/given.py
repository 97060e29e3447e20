"""What callers may give: bodies without unknown fields, text without NUL, moments with their zone, days within reason."""

from datetime import UTC, date, datetime
from typing import Annotated, Any

import msgspec
from django.http import HttpRequest
from ninja import Schema
from ninja.parser import Parser
from pydantic import AwareDatetime, ConfigDict, Field, field_validator

from haidang.kernel.action import Invalid

Moment = Annotated[AwareDatetime, Field(ge=datetime(1900, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC))]
"""A moment with its offset (+07:00 or Z)."""
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 1, 1))]
NUL = "the character NUL is not accepted: leave it out"


class Given(Schema):
    """A body: a field that is not known is an error that names it, not a wish that nobody hears."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def _can_be_stored(cls, value: Any) -> Any:
        if _holds_nul(value):
            raise ValueError(NUL)
        return value


def _holds_nul(value: Any) -> bool:
    match value:
        case str():
            return "\0" in value
        case dict():
            return any(_holds_nul(one) for pair in value.items() for one in pair)
        case list():
            return any(_holds_nul(one) for one in value)
    return False


class Strict(Parser):
    """JSON as the standard has it: UTF-8, no NaN or Infinity, no half surrogates."""

    def parse_body(self, request: HttpRequest) -> Any:
        return msgspec.json.decode(request.body)

    def parse_querydict(self, data: Any, list_fields: list[str], request: HttpRequest) -> dict[str, Any]:
        for name, value in data.items():
            if "\0" in value:
                raise Invalid(name, NUL, value)
        return super().parse_querydict(data, list_fields, request)
