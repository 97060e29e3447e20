"""The province's own words for answers: listed, added, changed, dropped."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from haidang.core.cases import queries as cases
from haidang.core.cases.models import Procedure
from haidang.core.directory.models import Office
from haidang.core.directory.permissions import decide, may_somewhere
from haidang.core.directory.queries import offices
from haidang.core.procedures import templates
from haidang.core.procedures.models import AnswerTemplate
from haidang.core.ui.offering import offer
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown
from haidang.web.desk.asking import Asks, asked
from haidang.web.desk.entrance import need, room
from haidang.web.fields import Named
from haidang.web.middleware import AskingRequest

from .listing import KINDS, kind_words


class Words(forms.Form):
    name = forms.CharField(label=gettext_lazy("Tên câu mẫu"), max_length=120)
    text = forms.CharField(
        label=gettext_lazy("Nội dung"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Tự điền: {code}, {title}, {office}, {due}, {reason}."),
    )  # fmt: skip
    moves = forms.MultipleChoiceField(
        label=gettext_lazy("Dùng cho bước (để trống: mọi bước)"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, kind: str, **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, moves=_moves(kind))


class New(Words):
    field_order = ["kind", "procedure", "office", "name", "text", "moves"]
    procedure = Named(
        label=gettext_lazy("Thủ tục"),
        queryset=Procedure.objects.none(),
        required=False,
        empty_label=gettext_lazy("mọi thủ tục"),
    )
    office = Named(
        label=gettext_lazy("Riêng của cơ quan"), queryset=Office.objects.none(), required=False,
        empty_label=gettext_lazy("dùng chung"),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, kind: str, **more: Any) -> None:
        super().__init__(*args, kind=kind, **more)
        offer(self, procedure=cases.procedures(kind=kind))
        mine = [one.pk for one in offices(actor) if decide(actor, "template.add", one)]
        offer(self, office=Office.objects.filter(pk__in=mine).order_by("sort_key"))
        if not templates.may_share(actor):
            self.fields["office"].required = True
            self.fields["office"].empty_label = None  # type: ignore[attr-defined]


def _moves(kind: str) -> list[tuple[str, str]]:
    """The moves of officers in the flows of procedures of a kind, each once."""
    found: dict[str, str] = {}
    for book in cases.books(cases.procedures(kind=kind)).values():
        for move in book.flow.moves:
            if not move.by_citizen:
                found.setdefault(move.key, shown(move.name))
    return list(found.items())


@require_GET
@room("template.read")
def listed(request: AskingRequest) -> HttpResponse:
    rows = [
        {
            "template": one,
            "kind": kind_words(one.kind),
            "procedure": name_of(one.procedure),
            "office": name_of(one.office),
            "may": templates.may_change(request.actor, one),
        }
        for one in templates.all_of(request.actor)
    ]
    facts = {
        "rows": rows,
        "kinds": [(kind, kind_words(kind)) for kind in KINDS[:2]],
        "may_add": may_somewhere(request.actor, "template.add"),
    }
    return render(request, "desk/procedures/templates.html", facts)


def _found(request: AskingRequest, number: int) -> AnswerTemplate:
    template = templates.by_number(request.actor, number)
    if template is None:
        raise Http404(str(number))
    return template


@require_http_methods(["GET", "POST"])
@room("template.read")
def add(request: AskingRequest) -> HttpResponse:
    need(request.actor, "template.add")
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else "report"
    form = New(request.POST or None, actor=request.actor, kind=kind)

    def work(given: dict[str, Any]) -> str:
        templates.add(
            request.actor, kind=kind, office=given["office"], procedure=given["procedure"], name=given["name"],
            text=given["text"], moves=given["moves"],
        )  # fmt: skip
        return reverse("templates")

    asks = Asks(
        title=_("Thêm câu mẫu"), submit=_("Thêm"), back=reverse("templates"), said=_("Đã thêm câu mẫu."), icon="plus",
        note=kind_words(kind),
    )  # fmt: skip
    return asked(request, form, asks, work)


@require_http_methods(["GET", "POST"])
@room("template.read")
def change(request: AskingRequest, number: int) -> HttpResponse:
    template = _found(request, number)
    need(request.actor, "template.change", template)
    start = {"name": template.name, "text": template.text, "moves": template.moves}
    form = Words(request.POST or None, kind=template.kind, initial=start)

    def work(given: dict[str, Any]) -> str:
        templates.change(request.actor, template, name=given["name"], text=given["text"], moves=given["moves"])
        return reverse("templates")

    asks = Asks(title=_("Sửa câu mẫu"), submit=_("Lưu"), back=reverse("templates"), said=_("Đã lưu câu mẫu."))
    return asked(request, form, asks, work)


@require_http_methods(["GET", "POST"])
@room("template.read")
def drop(request: AskingRequest, number: int) -> HttpResponse:
    template = _found(request, number)
    need(request.actor, "template.drop", template)

    def work(given: dict[str, Any]) -> str:
        templates.drop(request.actor, template)
        return reverse("templates")

    asks = Asks(
        title=_("Bỏ câu mẫu"), submit=_("Bỏ"), back=reverse("templates"), said=_("Đã bỏ câu mẫu."), is_grave=True,
        note=template.name,
    )  # fmt: skip
    return asked(request, forms.Form(request.POST if request.method == "POST" else None), asks, work)
