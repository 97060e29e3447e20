"""What somebody may say about their own case."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from haidang.kernel.bilingual import shown
from haidang.kernel.manifest.procedure import Part
from haidang.web.brought import Files
from haidang.web.citizen.report.form import LONGEST
from haidang.web.questions import files_field

PART = "part_"

FACES = ((3, _("Hài lòng")), (2, _("Chấp nhận được")), (1, _("Không hài lòng")))


class Say(forms.Form):
    """Words with files: a message, a supplement, why it is not done."""

    text = forms.CharField(
        label=_("Nội dung"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3, "maxlength": None})
    )
    attached = forms.Field(
        label=_("Ảnh hoặc video"), required=False, widget=Files(attrs={"accept": "image/*,video/*,application/pdf"})
    )


class SayOfDossier(Say):
    """The same about a dossier: files are papers."""

    attached = files_field(_("Tệp gửi kèm"))


class Supply(SayOfDossier):
    """What was asked for: files for the parts of the dossier they belong to, others besides, and a word if it takes one."""

    text = forms.CharField(
        label=_("Lời nhắn"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": None}),
    )
    attached = files_field(_("Giấy tờ khác"))

    def __init__(self, *args: Any, parts: Sequence[Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in parts:
            self.fields[f"{PART}{part.key}"] = files_field(shown(part.name))
        self.order_fields([*(f"{PART}{part.key}" for part in parts), "attached", "text"])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not any(given.get(name) for name in given):
            raise forms.ValidationError(gettext("Gửi giấy tờ được yêu cầu, hoặc viết vì sao chưa gửi được."))
        if not given.get("text"):
            given["text"] = gettext("Gửi bổ sung giấy tờ")
        return given


class Reason(forms.Form):
    """Words alone, if any."""

    text = forms.CharField(
        label=_("Lý do"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": None}),
    )


class Rate(forms.Form):
    score = forms.TypedChoiceField(
        label=_("Bạn thấy kết quả thế nào"), coerce=int, choices=FACES, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Nói thêm"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": None}),
    )


class Track(forms.Form):
    code = forms.CharField(
        label=_("Mã phản ánh hoặc mã hồ sơ"),
        max_length=300,
        widget=forms.TextInput(
            attrs={"autocapitalize": "characters", "autocomplete": "off", "placeholder": "PA-261122-0001"}
        ),
    )
    key = forms.CharField(
        label=_("Số điện thoại đã ghi khi gửi"),
        help_text=_("Hoặc mã bí mật in trên phiếu."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
