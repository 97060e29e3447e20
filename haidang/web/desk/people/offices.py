"""The offices as a tree, of today or of a day before: with what followed those that have ended."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from haidang.core.directory import actions, queries
from haidang.core.directory.models import Office, Person
from haidang.core.directory.permissions import decide
from haidang.core.directory.queries import Branch
from haidang.kernel import clock
from haidang.kernel.text import folded
from haidang.web.desk.asking import Asks, asked
from haidang.web.desk.entrance import need, room
from haidang.web.middleware import AskingRequest

from . import forms


@dataclass(slots=True)
class Row:
    """An office of the tree with those under it, how many people it has and what has followed it by today."""

    office: Office
    people: int
    successors: list[Office]
    children: list["Row"] = field(default_factory=list)


@require_GET
@room("office.read")
def tree(request: AskingRequest) -> HttpResponse:
    asking = forms.AsOf(request.GET)
    asking.is_valid()
    on: date = asking.cleaned_data.get("on") or clock.today()
    words = folded(asking.cleaned_data.get("q", "")).split()
    counted = Person.objects.filter(is_active=True).values_list("office").annotate(Count("pk")).order_by()
    is_past = on != clock.today()
    people: dict[int, int] = dict(counted) if decide(request.actor, "person.read") and not is_past else {}
    branches = queries.office_tree(request.actor, on)
    if is_past:
        prefetch_related_objects(list(_offices(branches)), "successors")
    tops = [_row(one, people, is_past=is_past) for one in branches]
    kept = [row for row in (_matching(one, words) for one in tops) if row]
    facts = {
        "rows": kept,
        "asking": asking,
        "on": on,
        "is_past": is_past,
        "is_searched": bool(words),
        "count": sum(_size(row) for row in kept),
        "may_change": decide(request.actor, "office.change"),
    }
    return render(request, "desk/people/offices.html", facts)


def _row(branch: Branch, people: dict[int, int], *, is_past: bool) -> Row:
    office = branch.office
    followed = _followed(office) if is_past and office.valid_to else []
    below = [_row(one, people, is_past=is_past) for one in branch.children]
    return Row(office, people.get(office.pk, 0), followed, below)


def _offices(branches: Iterable[Branch]) -> Iterator[Office]:
    for one in branches:
        yield one.office
        yield from _offices(one.children)


def _followed(office: Office) -> list[Office]:
    """What has come of an office by today, step by step only where what followed it has ended too."""
    direct = list(office.successors.all())
    if any(one.valid_to for one in direct):
        return [one for one in queries.successors_on(office, clock.today()) if one != office]
    return sorted(direct, key=lambda one: one.sort_key)


def _matching(row: Row, words: list[str]) -> Row | None:
    """The row when it or one under it holds every word."""
    if all(word in f"{row.office.folded} {row.office.code.lower()}" for word in words):
        return row
    below = [one for one in (_matching(child, words) for child in row.children) if one]
    return Row(row.office, row.people, row.successors, below) if below else None


def _size(row: Row) -> int:
    return 1 + sum(_size(child) for child in row.children)


@require_http_methods(["GET", "POST"])
@room("office.read")
def change(request: AskingRequest, code: str) -> HttpResponse:
    """Its names and telephone; the province's file leaves them alone from then on."""
    office = queries.office(request.actor, code)
    if office is None:
        raise Http404(code)
    need(request.actor, "office.change", office)
    names = ("name_vi", "name_en", "phone")
    form = forms.ChangeOffice(request.POST or None, initial={name: getattr(office, name) for name in names})
    back = reverse("offices")

    def work(given: dict[str, Any]) -> str:
        changes = {name: given[name] for name in names if given[name] != getattr(office, name)}
        if changes:
            actions.change_office(request.actor, office, **changes)
        return back

    note = _("Tệp của tỉnh không ghi đè những gì sửa ở đây.")
    asks = Asks(title=_("Sửa cơ quan"), submit=_("Lưu"), back=back, said=_("Đã sửa cơ quan."), note=note)
    return asked(request, form, asks, work)
