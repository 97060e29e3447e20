"""The next public code of a day: SC-261121-0001, SC-261121-0002 ..."""

from datetime import date

from django.db import connection
from django.db.models import Model
from django.db.models.functions import Length

from haidang.kernel import clock
from haidang.kernel.ids import public_code


def next_code(model: type[Model], prefix: str, day: date | None = None) -> str:
    """The next one of a day (today). Held for the open transaction: two who ask at once get two codes, without gaps when
    one gives up. After 9999 of a day the numbers go on with five digits.
    """
    day = day or clock.today()
    stem = public_code(prefix, day, 0).removesuffix("0000")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), 0)", [stem])
    used = model._default_manager.filter(code__startswith=stem, code__gte=stem, code__lt=f"{stem}:")
    last = used.order_by("-code").values_list("code", flat=True).first()
    if last is not None and last >= f"{stem}9999":  # those with five digits sort among the others
        last = used.order_by(Length("code").desc(), "-code").values_list("code", flat=True).first()
    return public_code(prefix, day, int(last.removeprefix(stem)) + 1 if last else 1)
