"""What is asked before something is done with a document."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from haidang.core.cases.models import Case
from haidang.core.documents import paper_names, seals, signing
from haidang.core.documents.kinds import kinds
from haidang.core.ui.offering import offer
from haidang.kernel.bilingual import shown

HERE = "here"


def _lines(label: Any, *, required: bool = True, rows: int = 4, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=5000, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class Sign(forms.Form):
    """How to sign: at a remote service, by its key, or with the seal that is kept here."""

    codes = forms.CharField(widget=forms.HiddenInput, max_length=2000)
    how = forms.ChoiceField(label=_("Ký bằng"), widget=forms.RadioSelect)
    user = forms.CharField(
        label=_("Số căn cước đã đăng ký ký số"), required=False, max_length=20,
        help_text=_("Chỉ cần khi ký từ xa; điện thoại của bạn sẽ hỏi xác nhận."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        ways = [(one.key, shown(one.name)) for one in signing.services()]
        if seals.is_there():
            ways.append((HERE, str(_("Con dấu của cơ quan trên máy chủ này (trình diễn)"))))
        offer(self, how=ways)
        self.fields["how"].initial = ways[0][0] if ways else None


class Reason(forms.Form):
    reason = _lines(_("Lý do"), rows=3)


class Redraft(forms.Form):
    text = _lines(_("Nội dung thêm"), required=False)


class RedraftApology(forms.Form):
    reason = _lines(_("Lý do chậm"), rows=2)
    new_day = forms.DateField(
        label=_("Hẹn lại ngày trả"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Đổi sang ngày khác ngày được gia hạn thì phiếu vẫn gửi, nhưng thời hạn theo luật không đổi."),
    )


class New(forms.Form):
    kind = forms.ChoiceField(label=_("Loại giấy tờ"))
    text = _lines(_("Nội dung"), required=False)

    def __init__(self, *args: Any, case: Case, **more: Any) -> None:
        super().__init__(*args, **more)
        made = [(key, shown(one.name)) for key, one in kinds().items() if one.signer != "citizen" and key != "apology"]
        offer(self, kind=made)


class Upload(forms.Form):
    file = forms.FileField(label=_("Tệp PDF đã ký số"), widget=forms.FileInput(attrs={"accept": "application/pdf"}))
    name = forms.CharField(label=_("Tên giấy tờ"), max_length=160)


class Verified(forms.Form):
    file = forms.FileField(label=_("Bản chụp, bản quét"))
    paper = forms.ChoiceField(
        label=_("Là giấy gì"), required=False, help_text=_("Để dùng lại ở hồ sơ sau cần giấy này.")
    )
    name = forms.CharField(label=_("Tên giấy tờ"), max_length=160)
    valid_to = forms.DateField(
        label=_("Có giá trị đến"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    is_seen = forms.BooleanField(label=_("Tôi đã đối chiếu với bản chính"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, paper=[("", _("giấy khác")), *paper_names.choices()])
