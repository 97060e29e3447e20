"""Procedures as people look for them, and one page for each with everything that is known of it."""

from collections import Counter
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from haidang.core.cases import finding, queries
from haidang.core.cases.facts import Book
from haidang.core.cases.models import Procedure
from haidang.core.forms.queries import where_to_file
from haidang.core.ui import numbers
from haidang.kernel import time_limit
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.manifest.procedure import Fee, Law, Part, Route, Timer
from haidang.web.middleware import AskingRequest

from .fields import field_icon, field_words, in_order

KIND = "dossier"
MOST = 100


@require_GET
def procedures(request: AskingRequest) -> HttpResponse:
    words, field = request.GET.get("q", "")[:100], request.GET.get("field", "")[:40]
    found = _found(words, field)
    counts = Counter(queries.procedures(kind=KIND).values_list("field", flat=True))
    facts = {
        "words": words,
        "field": field,
        "field_name": field_words(field) if field else "",
        "found": [(one, name_of(one), field_words(one.field), field_icon(one.field)) for one in found],
        "fields": [(key, field_words(key), field_icon(key), counts[key]) for key in in_order(counts) if key],
        "shows_list": bool(words or field),
        "total": sum(counts.values()),
    }
    return render(request, "citizen/catalogue/procedures.html", facts)


def _found(words: str, field: str) -> list[Procedure]:
    """In everyday words, the best first; a number of the national catalogue is found as it is written."""
    if not words:
        return list(queries.procedures(kind=KIND, field=field)[:MOST])
    found = finding.find(words, KIND, MOST) or list(queries.procedures(kind=KIND, words=words)[:MOST])
    return [one for one in found if not field or one.field == field]


@require_GET
def procedure(request: AskingRequest, domain: str, key: str) -> HttpResponse:
    found = queries.procedure(domain, key)
    book = queries.books([found]).get(found.pk) if found and found.state == "published" else None
    if found is None or book is None or book.procedure.audience == "officers":
        raise Http404(key)
    return render(request, "citizen/catalogue/procedure.html", sheet(found, book))


def sheet(row: Procedure, book: Book) -> dict[str, Any]:
    """What the page of a procedure says, by the facts of one version."""
    one = book.procedure
    return {
        "row": row,
        "one": one,
        "where_to_file": where_to_file(one),
        "name": shown(one.name),
        "about": shown(one.about),
        "field": field_words(one.field),
        "icon": one.icon or field_icon(one.field),
        "audience": AUDIENCES[one.audience](),
        "limits": [_timer(timer) for timer in one.timers if timer.is_main or len(one.timers) == 1],
        "parts": [_part(part) for part in one.parts],
        "fees": [_fee(fee) for fee in one.fees],
        "results": [shown(result.name) for result in one.results],
        "where": [_route(route) for route in one.route],
        "channels": [CHANNELS[channel]() for channel in one.channels],
        "laws": [_law(law) for law in one.law],
        "questions": [(shown(step.name), [shown(asked.name) for asked in step.questions]) for step in one.form],
    }


AUDIENCES = {
    "people": lambda: _("Người dân"),
    "business": lambda: _("Doanh nghiệp, tổ chức"),
    "both": lambda: _("Người dân, doanh nghiệp, tổ chức"),
    "officers": lambda: _("Cơ quan nhà nước"),
}
CHANNELS = {
    "portal": lambda: _("Cổng Dịch vụ công quốc gia"),
    "counter": lambda: _("Trung tâm Phục vụ hành chính công"),
    "online": lambda: _("Ứng dụng này"),
    "post": lambda: _("Bưu chính công ích"),
    "phone": lambda: _("Điện thoại 1022"),
    "team": lambda: _("Tổ công nghệ số cộng đồng"),
}
SURE = ("V", "C")
TRUST = {
    "V": lambda: _("đã đối chiếu văn bản gốc"),
    "C": lambda: _("theo cơ sở dữ liệu quốc gia về thủ tục, bản chép"),
    "S": lambda: _("theo nguồn thứ cấp"),
    "M": lambda: _("chưa đối chiếu, hỏi lại cơ quan trước khi dùng"),
    "X": lambda: _("chưa xác nhận"),
}


def _timer(timer: Timer) -> dict[str, Any]:
    return {
        "name": shown(timer.name),
        "words": time_limit.shown(time_limit.parse(timer.limit)) if timer.limit else "",
        "law": _law(timer.law) if timer.law else None,
    }


def _part(part: Part) -> dict[str, Any]:
    return {"name": shown(part.name), "note": part_note(part)}


def part_note(part: Part) -> str:
    """How many of it, on which form, and whether always."""
    copies = filter(
        None,
        (
            _("%(n)s bản chính") % {"n": part.original} if part.original else "",
            _("%(n)s bản sao") % {"n": part.copies} if part.copies else "",
            _("mẫu %(form)s") % {"form": part.form} if part.form else "",
            _("nếu có") if not part.required else "",
            _("tùy trường hợp") if part.when else "",
        ),
    )
    return " · ".join(copies)


def _fee(fee: Fee) -> dict[str, Any]:
    amount = f"{numbers.said(fee.amount)}\u00a0₫" if fee.amount else (_("miễn phí") if fee.amount == 0 else "")
    return {"name": shown(fee.name), "amount": amount, "law": _law(fee.law) if fee.law else None}


def _route(route: Route) -> str:
    return shown(route.why)


def _law(law: Law) -> dict[str, str]:
    return {"source": law.source, "trust": TRUST[law.trust](), "is_sure": "1" if law.trust in SURE else ""}
