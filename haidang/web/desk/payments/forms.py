"""What is asked before something is done about bills and money."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from haidang.core.cases.models import Case
from haidang.core.payments import fees
from haidang.core.payments.fees import Item
from haidang.core.ui import numbers
from haidang.core.ui.offering import offer
from haidang.kernel.bilingual import shown

WHENS = [("receipt", _("Khi tiếp nhận")), ("supplement", _("Khi có thông báo")), ("result", _("Khi trả kết quả"))]
MOST = 10**12


class New(forms.Form):
    """One line for each fee of the procedure (how many, and the amount where it is not known), and one of the officer's own."""

    when = forms.ChoiceField(label=_("Thu khi nào"), choices=WHENS)
    other_name = forms.CharField(label=_("Khoản khác"), required=False, max_length=200)
    other_unit = forms.IntegerField(label=_("Số tiền khoản khác (đồng)"), required=False, min_value=1, max_value=MOST)
    why = forms.CharField(
        label=_("Căn cứ, lý do"), required=False, max_length=300,
        help_text=_("Bắt buộc khi tự ghi số tiền: nghị quyết, thông báo thuế, số trang…"),
    )  # fmt: skip
    ask_text = forms.CharField(
        label=_("Nhắn người nộp, và chuyển hồ sơ sang chờ nộp tiền"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Để trống: chỉ lập phiếu, hồ sơ vẫn đi tiếp."),
    )  # fmt: skip

    def __init__(self, case: Case, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fees = fees.of_case(case)
        may_wait = any(one.key == "charge" for one in case.flow.moves_from(case.state))
        if not may_wait:
            del self.fields["ask_text"]
        lines: dict[str, forms.Field] = {}
        for fee in self.fees:
            known = f" – {numbers.said(fee.amount)} ₫" if fee.amount is not None else ""
            lines[f"count_{fee.key}"] = forms.IntegerField(
                label=f"{shown(fee.name)}{known}", min_value=0, max_value=fees.MOST_QUANTITY, required=False,
                initial=1 if len(self.fees) == 1 else 0, help_text=_("Số lượng; 0 là không thu."),
            )  # fmt: skip
            if fee.amount is None:
                lines[f"unit_{fee.key}"] = forms.IntegerField(
                    label=_("Mức thu (đồng), danh mục chưa có"), min_value=1, max_value=MOST, required=False
                )
        self.fields = lines | self.fields
        self.initial.setdefault("when", self.fees[0].when if self.fees else "receipt")

    def items(self) -> Iterator[Item]:
        given = self.cleaned_data
        for fee in self.fees:
            if count := given.get(f"count_{fee.key}"):
                yield Item(fee.key, unit=given.get(f"unit_{fee.key}"), quantity=count, why=given["why"])
        if given["other_name"] or given["other_unit"]:
            yield Item(name=given["other_name"], unit=given["other_unit"], why=given["why"])


class Cash(forms.Form):
    amount = forms.IntegerField(label=_("Đã nhận tiền mặt (đồng)"), min_value=1, max_value=MOST)


class Why(forms.Form):
    why = forms.CharField(label=_("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class Settle(Why):
    """`bill`: the code of the bill it pays, where the memo did not say."""

    bill = forms.CharField(label=_("Mã phiếu thu"), required=False, max_length=20, help_text=_("Như LP-261122-0042."))


class Refunded(forms.Form):
    reference = forms.CharField(label=_("Số lệnh chi, mã giao dịch hoàn trả"), max_length=64)


class File(forms.Form):
    account = forms.ChoiceField(label=_("Tài khoản"))
    file = forms.FileField(
        label=_("Tệp sao kê (XLSX hoặc CSV)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )


class Columns(forms.Form):
    """Which column of the file holds what; the file itself goes along, signed."""

    account = forms.CharField(widget=forms.HiddenInput())
    name = forms.CharField(widget=forms.HiddenInput(), max_length=160)
    kept = forms.CharField(widget=forms.HiddenInput())
    reference = forms.ChoiceField(label=_("Mã giao dịch"))
    at = forms.ChoiceField(label=_("Ngày giao dịch"))
    amount = forms.ChoiceField(label=_("Số tiền ghi có"))
    memo = forms.ChoiceField(label=_("Nội dung"))
    payer = forms.ChoiceField(label=_("Người chuyển"), required=False)

    def __init__(self, names: list[str], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for key in ("reference", "at", "amount", "memo", "payer"):
            offer(self, **{key: [("", _("– không có –")), *((one, one) for one in names if one)]})
