"""What is asked to give an order, and to say how it goes."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from haidang.core.directives import givers, order
from haidang.core.directives.about import About
from haidang.core.directives.models import Directive
from haidang.core.directives.order import Order
from haidang.core.directory.models import Office, Person
from haidang.core.directory.permissions import decide
from haidang.core.directory.queries import offices
from haidang.core.ui.offering import offer
from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of
from haidang.web.brought import held
from haidang.web.fields import Named
from haidang.web.questions import files_field

USUAL_DAYS = 7
Choices = Sequence[tuple[str, Any]]


class _Offices(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, one: Any) -> str:
        return str(name_of(one))


class _People(Named):
    """A person with their office: two may have the same name."""

    def label_from_instance(self, one: Any) -> str:
        return f"{one.full_name} · {name_of(one.office)}" if one.office else one.full_name


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), input_formats=["%Y-%m-%d"]
    )


def _text(label: Any, *, required: bool = True, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=5000, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class Give(forms.Form):
    """One sentence, who leads, who answers for it, who helps, by when. Whoever prepares it says for whom, too."""

    giver = _People(label=_("Trình ai ký"), queryset=Person.objects.none())
    about = forms.ChoiceField(label=_("Về số nào"), required=False)
    sentence = forms.CharField(
        label=_("Chỉ đạo, một câu"), max_length=order.MOST_SIGNS, widget=forms.Textarea(attrs={"rows": 3})
    )
    lead = Named(label=_("Cơ quan chủ trì"), queryset=Office.objects.none())
    leader = _People(
        label=_("Người chịu trách nhiệm"), queryset=Person.objects.none(), required=False,
        empty_label=_("Người đứng đầu cơ quan chủ trì"),
    )  # fmt: skip
    due_on = _day(_("Xong trước ngày"))
    beside = _Offices(
        label=_("Cơ quan phối hợp"), queryset=Office.objects.none(), required=False,
        widget=forms.SelectMultiple(attrs={"size": 5}), help_text=_("Giữ Ctrl để chọn nhiều cơ quan."),
    )  # fmt: skip
    text = _text(_("Chi tiết"), required=False, rows=2)

    def __init__(
        self, *args: Any, actor: Actor, prepares: bool, about: About | None = None, numbers: Choices = (), **more: Any
    ) -> None:
        super().__init__(*args, **more)
        offer(self, about=[("", _("Không về số nào")), *numbers])
        if not numbers:
            del self.fields["about"]
        may = "directive.prepare" if prepares else "directive.give"
        every = offices(actor).select_related("place")
        offer(self, lead=every.filter(pk__in=_allowed(actor, may, every)))
        offer(self, leader=givers.heads())
        offer(self, beside=every)
        offer(self, giver=givers.givers())
        if not prepares:
            del self.fields["giver"]
        self.initial = {"due_on": clock.today() + timedelta(days=USUAL_DAYS), **self.initial}
        if about is not None and about.office and "lead" not in self.initial:
            self.initial["lead"] = Office.objects.filter(code=about.office).first()

    def order(self, about: About | None) -> Order:
        given = self.cleaned_data
        return Order(
            given["sentence"],
            given["lead"],
            given["due_on"],
            given["leader"],
            list(given["beside"]),
            given["text"],
            about,
        )


def _allowed(actor: Actor, may: str, rows: Iterable[Office]) -> list[int]:
    return [one.pk for one in rows if decide(actor, may, one)]


def as_given(directive: Directive) -> dict[str, Any]:
    """A prepared order, to be looked over by whoever signs it."""
    return {
        "sentence": directive.sentence, "lead": directive.lead_office, "leader": directive.leader,
        "due_on": directive.due_on, "beside": list(directive.beside.all()), "text": directive.text,
    }  # fmt: skip


class _WithProof(forms.Form):
    text = _text(_("Đã làm được gì"))
    proof = files_field(_("Minh chứng"), _("Ảnh, PDF, văn bản; nhiều tệp được."))

    def held(self) -> list[Any]:
        """The files, in the store. Raises Invalid."""
        return [held(one, data_class="internal") for one in self.cleaned_data["proof"] or ()]


class Progress(_WithProof):
    percent = forms.IntegerField(label=_("Đã xong bao nhiêu phần trăm"), min_value=0, max_value=100)
    field_order = ("percent", "text", "proof")


class Finish(_WithProof):
    pass


class Remark(forms.Form):
    text = _text(_("Nội dung"), required=False)


class Line(forms.Form):
    text = _text(_("Ý kiến"))


class Reason(forms.Form):
    reason = _text(_("Lý do"))


class Postpone(forms.Form):
    due_on = _day(_("Hạn mới"))
    reason = _text(_("Lý do"))
