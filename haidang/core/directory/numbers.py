"""The public codes of a day: SC-261121-0001, SC-261121-0002 ... After 9999 of a day the numbers go on with five digits."""

from datetime import date

from django.db import connection
from django.db.models import Model
from django.db.models.functions import Length

from haidang.kernel import clock
from haidang.kernel.ids import public_code

AT_ONCE = 1000
"""More than this many are never under way at one moment."""


def next_code(model: type[Model], prefix: str, day: date | None = None) -> str:
    """The next one of a day (today). Held for the open transaction: two who ask at once wait for each other and get two
    codes, without gaps when one gives up.
    """
    day = day or clock.today()
    stem = _stem(prefix, day)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), 0)", [stem])
    return public_code(prefix, day, _last(model, stem) + 1)


def free_code(model: type[Model], prefix: str, day: date | None = None) -> str:
    """The same where many ask at once: each holds its own number for the open transaction, and nobody waits.

    A number remains unused when one gives up after another has taken a later one.
    """
    day = day or clock.today()
    stem = _stem(prefix, day)
    number = _last(model, stem)
    while True:
        number = _hold_one_after(stem, number)
        code = public_code(prefix, day, number)
        if not model._default_manager.filter(code=code).exists():  # else it was kept since we looked
            return code


def _hold_one_after(stem: str, number: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n FROM generate_series(%s, %s) AS n WHERE pg_try_advisory_xact_lock(hashtext(%s), n) LIMIT 1",
            [number + 1, number + AT_ONCE, stem],
        )
        return int(cursor.fetchone()[0])


def _stem(prefix: str, day: date) -> str:
    return public_code(prefix, day, 0).removesuffix("0000")


def _last(model: type[Model], stem: str) -> int:
    """The highest number that is kept, 0 before the first."""
    used = model._default_manager.filter(code__startswith=stem, code__gte=stem, code__lt=f"{stem}:")
    last = used.order_by("-code").values_list("code", flat=True).first()
    if last is not None and last >= f"{stem}9999":  # those with five digits sort among the others
        last = used.order_by(Length("code").desc(), "-code").values_list("code", flat=True).first()
    return int(last.removeprefix(stem)) if last else 0
