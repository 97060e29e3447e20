"""What is asked before something is done with many cases at once."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haidang.core.cases import queries
from haidang.core.cases.models import Case
from haidang.core.directory.models import Person
from haidang.core.ui.offering import offer
from haidang.kernel.bilingual import shown
from haidang.web.fields import Named
from haidang.web.middleware import AskingRequest

from .forms import Extend, Transfer, text_field


class Assign(forms.Form):
    officer = Named(label=gettext_lazy("Người xử lý"), queryset=Person.objects.none(), required=False,
                    empty_label=gettext_lazy("chưa giao ai"))  # fmt: skip

    def __init__(self, *args: Any, cases: list[Case], **more: Any) -> None:
        super().__init__(*args, **more)
        held = {one.office_id for one in cases}
        staff = Person.objects.filter(is_active=True, duties__office__in=held, duties__revoked_at=None).distinct()
        offer(self, officer=staff.order_by("folded"))


class Move(forms.Form):
    """Any move that some of them may take now; what it needs is told case by case."""

    move = forms.ChoiceField(label=gettext_lazy("Bước"))
    text = text_field(gettext_lazy("Trả lời người dân"), required=False)
    reason_key = forms.ChoiceField(label=gettext_lazy("Lý do"), required=False)
    reason = text_field(gettext_lazy("Ghi chú nội bộ"), required=False, rows=2)

    def __init__(self, *args: Any, request: AskingRequest, cases: list[Case], **more: Any) -> None:
        super().__init__(*args, **more)
        moves: dict[str, str] = {}
        reasons: dict[str, str] = {}
        for case in cases:
            for one in queries.moves(request.actor, case):
                moves.setdefault(one.move.key, shown(one.move.name))
                reasons |= {row.key: shown(row.name) for row in case.version.book.reasons_for(one.move.key)}
        offer(self, move=list(moves.items()), reason_key=[("", "—"), *reasons.items()])
        if not reasons:
            del self.fields["reason_key"]


class Merge(forms.Form):
    into = forms.ChoiceField(label=gettext_lazy("Giữ lại"), widget=forms.RadioSelect)
    reason = text_field(gettext_lazy("Lý do"), required=False, rows=2)

    def __init__(self, *args: Any, cases: list[Case], **more: Any) -> None:
        super().__init__(*args, **more)
        oldest = sorted(cases, key=lambda one: one.opened_at)
        offer(self, into=[(one.code, str(one)) for one in oldest])
        self.fields["into"].initial = oldest[0].code


def form_for(what: str, request: AskingRequest, cases: list[Case]) -> forms.Form:
    given = request.POST if "sure" in request.POST else None
    match what:
        case "assign":
            return Assign(given, cases=cases)
        case "transfer":
            form = Transfer(given, actor=request.actor)
            del form.fields["seen"]
            return form
        case "move":
            return Move(given, request=request, cases=cases)
        case "merge":
            return Merge(given, cases=cases)
        case _:
            return Extend(given)


def title(what: str) -> str:
    titles = {
        "assign": _("Giao người xử lý"), "transfer": _("Chuyển cơ quan khác"), "move": _("Chuyển bước"),
        "extend": _("Gia hạn"), "merge": _("Gộp hồ sơ trùng"),
    }  # fmt: skip
    return titles[what]


def note(what: str) -> str:
    """Whether it can be taken back."""
    if what in ("move", "extend"):
        return _("Không hoàn tác được: người dân của từng hồ sơ được báo.")
    return _("Hoàn tác được trong 15 phút, khi chưa ai làm tiếp.")
