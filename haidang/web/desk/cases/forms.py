"""What is asked before something is done with a case."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from haidang.core.cases import queries
from haidang.core.cases.models import Case, Procedure
from haidang.core.cases.under_way import mark_of
from haidang.core.directory.models import Office, Person
from haidang.core.directory.queries import offices
from haidang.core.ui.offering import offer
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import shown
from haidang.kernel.flow import Move
from haidang.web.fields import Named

from . import phrases

LIMITS = (("wd", _("ngày làm việc")), ("wh", _("giờ làm việc")), ("d", _("ngày")))


def text_field(label: Any, *, required: bool = True, rows: int = 4, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=5000, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class Text(forms.Form):
    text = text_field(_("Nội dung"), rows=3)


class Reason(forms.Form):
    reason = text_field(_("Lý do"), rows=3)


class Take(forms.Form):
    """A move: what it needs decides what is asked. Words to begin an answer with are offered, filled in by the browser.

    Without script the chosen words are taken when nothing was written. {reason} is the chosen reason's text.
    """

    reason_key = forms.ChoiceField(label=_("Lý do"))
    template = forms.ChoiceField(label=_("Câu mẫu"), required=False)
    text = text_field(_("Trả lời người dân"), rows=6)
    reason = text_field(_("Ghi chú nội bộ"), required=False, rows=2)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, case: Case, move: Move, **more: Any) -> None:
        super().__init__(*args, **more)
        book = case.version.book
        reasons, offered = book.reasons_for(move.key), phrases.offered(case, move.key)
        self.texts = {one.key: one.text for one in offered}
        self.reasons = {one.key: one.text.vi if one.text else one.name.vi for one in reasons}
        self.fields["seen"].initial = case.state
        self.fields["reason"].required = move.reason and not reasons
        offer(
            self,
            reason_key=[("", "—"), *((one.key, shown(one.name)) for one in reasons)],
            template=[("", "—"), *((one.key, one.name) for one in offered)],
        )
        self.fields["template"].widget.attrs["data-texts"] = json.dumps(self.texts, ensure_ascii=False)
        self.fields["reason_key"].widget.attrs["data-reasons"] = json.dumps(self.reasons, ensure_ascii=False)
        if not reasons:
            del self.fields["reason_key"]
        if not offered:
            del self.fields["template"]
        needs_answer = "answer" in move.needs
        self.fields["text"].required = needs_answer and not case.answer and not offered and not reasons
        self.fields["text"].initial = case.answer if needs_answer else ""

    def clean(self) -> dict[str, Any]:
        """What was left empty is taken from the template, then from the reason."""
        given = super().clean() or {}
        reason = self.reasons.get(given.get("reason_key") or "", "")
        template = self.texts.get(given.get("template") or "", "")
        if not given.get("text"):
            given["text"] = template.replace("{reason}", reason) or (
                reason if self.fields["text"].initial == "" else ""
            )
        return given


class Sort(forms.Form):
    procedure = Named(label=_("Loại"), queryset=Procedure.objects.none())
    grade = forms.ChoiceField(label=_("Mức"), required=False)
    office = Named(
        label=_("Cơ quan"), queryset=Office.objects.none(), required=False,
        help_text=_("Để trống thì theo quy tắc chuyển của loại và địa bàn."),
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, actor: Actor, case: Case, **more: Any) -> None:
        super().__init__(*args, **more)
        grades = case.version.book.grades
        offer(self, procedure=queries.procedures(kind=case.kind))
        self.fields["procedure"].initial = case.procedure_id
        offer(self, grade=[(one.key, shown(one.name)) for one in grades])
        self.fields["grade"].initial = case.grade
        offer(self, office=offices(actor))
        self.fields["seen"].initial = case.state


class Assign(forms.Form):
    officer = Named(label=_("Người xử lý"), queryset=Person.objects.none(), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, case: Case, **more: Any) -> None:
        super().__init__(*args, **more)
        staff = Person.objects.filter(is_active=True, duties__office=case.office, duties__revoked_at=None).distinct()
        offer(self, officer=staff.order_by("folded"))
        self.fields["officer"].initial = case.officer_id
        self.fields["seen"].initial = mark_of(case)


class Transfer(forms.Form):
    office = Named(label=_("Chuyển đến"), queryset=Office.objects.none())
    reason = text_field(_("Vì sao là việc của cơ quan đó"), rows=3)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, actor: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, office=offices(actor))


class Extend(forms.Form):
    length = forms.IntegerField(label=_("Thêm"), min_value=1, max_value=999)
    unit = forms.ChoiceField(label=_("Đơn vị"), choices=LIMITS)
    reason = text_field(_("Lý do gia hạn"), rows=3, help_text=_("Người dân được xin lỗi và báo ngày hẹn mới."))


class Split(forms.Form):
    office = Named(label=_("Cơ quan cùng làm"), queryset=Office.objects.none())
    text = text_field(_("Phần việc"), rows=3)

    def __init__(self, *args: Any, actor: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, office=offices(actor))


class Merge(forms.Form):
    into = forms.CharField(label=_("Gộp vào mã"), max_length=40)
    reason = text_field(_("Lý do"), required=False, rows=2)


class Attach(forms.Form):
    role = forms.ChoiceField(
        label=_("Là"),
        choices=(("after", _("ảnh sau khi xử lý")), ("before", _("ảnh trước")), ("answer", _("văn bản trả lời")),
                 ("result", _("kết quả")), ("part", _("thành phần hồ sơ"))),
    )  # fmt: skip
    file = forms.FileField(label=_("Tệp"))


class Publish(forms.Form):
    title = forms.CharField(label=_("Tiêu đề công khai"), max_length=300)
    papers = forms.TypedMultipleChoiceField(
        label=_("Ảnh công khai (đã che mặt, biển số)"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, case: Case, papers: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["title"].initial = case.title
        offer(self, papers=papers)
        self.fields["papers"].initial = [key for key, _label in papers]


class View(forms.Form):
    name = forms.CharField(label=_("Tên danh sách"), max_length=80)
    query = forms.CharField(widget=forms.HiddenInput, max_length=500, required=False)
