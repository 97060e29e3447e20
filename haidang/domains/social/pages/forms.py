"""What is asked when an office is to answer, and of a topic."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from haidang.core.directory import queries as directory
from haidang.core.directory.models import Office
from haidang.core.ui.offering import offer
from haidang.kernel.action import Actor


class AskForm(forms.Form):
    office = forms.ModelChoiceField(Office.objects.none(), label=_("Cơ quan trả lời"), to_field_name="code")
    question = forms.CharField(
        label=_("Cần trả lời điều gì"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, office=directory.offices(actor))


class TopicForm(forms.Form):
    code = forms.CharField(label=_("Mã"), max_length=40, help_text="CD-09")
    name = forms.CharField(label=_("Tên"), max_length=120)
    words = forms.CharField(
        label=_("Từ khóa"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Cách nhau bằng dấu phẩy; “a + b” là có cả hai, “-c” là không có."),
    )  # fmt: skip
    office = forms.ModelChoiceField(Office.objects.none(), label=_("Cơ quan trả lời"), to_field_name="code")

    def __init__(self, actor: Actor, *args: Any, is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, office=directory.offices(actor))
        if not is_new:
            del self.fields["code"]
