"""A target of the province's own, set from the page of an indicator."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from haidang.core.directory.models import Place
from haidang.core.indicators import planning, queries
from haidang.core.indicators.models import Plan
from haidang.core.ui.offering import offer
from haidang.core.ui.unit_names import unit_said
from haidang.kernel import clock
from haidang.kernel.action import Actor, Invalid
from haidang.kernel.bilingual import name_of
from haidang.kernel.typed_numbers import number
from haidang.web.desk.asking import Asks, asked, sent
from haidang.web.desk.entrance import need, room
from haidang.web.middleware import AskingRequest

from .choosing import chosen
from .words import OPS


class Aim(forms.Form):
    plan = forms.ChoiceField(label=gettext_lazy("Theo kế hoạch"))
    period = forms.CharField(
        label=gettext_lazy("Kỳ"),
        max_length=10,
        required=False,
        help_text=gettext_lazy("Ghi như 2026, 2026-Q3, 2026-07."),
    )
    op = forms.ChoiceField(label=gettext_lazy("Phải đạt"), choices=list(OPS.items()))
    value = forms.CharField(label=gettext_lazy("Mục tiêu"), max_length=30)
    source = forms.CharField(label=gettext_lazy("Căn cứ"), max_length=300)

    def __init__(self, actor: Actor, unit: str, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        running = [one for one in queries.plans(actor) if not one.is_over]
        offer(self, plan=[(one.code, name_of(one)) for one in running])
        self.fields["value"].help_text = unit_said(unit)


@require_http_methods(["GET", "POST"])
@room("target.read")
def aim(request: AskingRequest, code: str) -> HttpResponse:
    """What the indicator must reach at the place looked at, by a plan that still holds."""
    about = chosen(request, code)
    need(request.actor, "target.set", about.row)
    asks = Asks(
        title=_("Mục tiêu của %(name)s") % {"name": name_of(about.row)}, submit=_("Đặt mục tiêu"), back=about.url(),
        said=_("Đã đặt mục tiêu"), icon="target",
        note=_("Cho %(where)s. Mục tiêu cùng kế hoạch, nơi và kỳ được thay bằng số mới; số cũ còn trong nhật ký.")
        % {"where": name_of(about.here)},
    )  # fmt: skip

    def work(given: dict[str, Any]) -> str:
        planning.set_target(
            request.actor, about.row, Plan.objects.get(code=given["plan"]), given["period"], _number(given["value"]),
            place=Place.objects.get(pk=about.here.id), op=given["op"], source=given["source"],
        )  # fmt: skip
        return about.url()

    form = Aim(request.actor, about.entry.facts.unit, sent(request), initial={"period": str(clock.today().year)})
    return asked(request, form, asks, work)


def _number(text: str) -> float:
    try:
        return number(text)
    except ValueError:
        raise Invalid("value", _("Không phải một số."), text) from None
