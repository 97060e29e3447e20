"""What a proposal to change a playbook asks."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from haidang.core.directory.roles import facts as roles
from haidang.core.ui.offering import offer
from haidang.kernel.bilingual import shown
from haidang.kernel.manifest import Playbook, Step
from haidang.kernel.text import folded


class Reason(forms.Form):
    reason = forms.CharField(label=_("Lý do"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))


class MaybeReason(forms.Form):
    reason = forms.CharField(
        label=_("Ý kiến"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class Propose(forms.Form):
    """One step: changed, added after another, or dropped; and the lesson that asks for it."""

    what = forms.ChoiceField(
        label=_("Thay đổi"),
        choices=(("change", _("Sửa một bước")), ("add", _("Thêm bước sau bước")), ("drop", _("Bỏ một bước"))),
    )
    step = forms.ChoiceField(label=_("Bước"), required=False)
    lesson = forms.CharField(label=_("Bài học"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    name_vi = forms.CharField(label=_("Tên bước (tiếng Việt)"), max_length=200, required=False)
    name_en = forms.CharField(label=_("Tên bước (tiếng Anh)"), max_length=200, required=False)
    role = forms.ChoiceField(label=_("Vai trò làm"), required=False)
    minutes = forms.IntegerField(label=_("Làm trong (phút)"), min_value=1, max_value=60 * 24 * 30, required=False)
    must = forms.BooleanField(label=_("Bắt buộc"), required=False)

    def __init__(self, *args: Any, playbook: Playbook, **more: Any) -> None:
        super().__init__(*args, **more)
        self.playbook = playbook
        steps = ((one.key, f"{number}. {shown(one.name)}") for number, one in enumerate(playbook.steps, 1))
        known = ((key, shown(one.words)) for key, one in roles().roles.items())
        offer(self, step=[("", _("Đầu quy trình")), *steps], role=[("", "–"), *known])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("what") == "add":
            for name in ("name_vi", "name_en", "role", "minutes"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, _("Bước mới cần điều này."))
        elif not given.get("step"):
            self.add_error("step", _("Chọn một bước."))
        return given

    def facts(self) -> dict[str, Any]:
        """The step in the shape of a manifest; what is left empty of a changed step stays as it is."""
        given = self.cleaned_data
        if given["what"] == "drop":
            return {}
        present = next((one for one in self.playbook.steps if one.key == given["step"]), None)
        before = present if given["what"] == "change" else None
        made: dict[str, Any] = {
            "key": before.key if before else self._new_key(given["name_en"]),
            "name": {
                "vi": given["name_vi"] or (before.name.vi if before else ""),
                "en": given["name_en"] or (before.name.en if before else ""),
            },
            "role": given["role"] or (before.role if before else ""),
            "within": f"{given['minutes']}m" if given["minutes"] else before.within if before else "",
            "must": given["must"],
        }
        if before is not None:
            made |= {"office_kind": before.office_kind, "unit_kind": before.unit_kind}
            if before.when is not None:
                made["when"] = {"vi": before.when.vi, "en": before.when.en}
        return made

    def _new_key(self, name: str) -> str:
        known = {one.key for one in self.playbook.steps}
        words = re.sub(r"[^a-z0-9]+", "_", folded(name)).strip("_")[:30]
        stem = words if words[:1].isalpha() else f"step_{words}".strip("_")
        return next(key for key in (stem, *(f"{stem}_{number}" for number in range(2, 100))) if key not in known)


def of_step(step: Step | None) -> dict[str, Any]:
    """What a form to change a step begins with."""
    if step is None:
        return {"what": "add", "must": True}
    return {
        "what": "change",
        "step": step.key,
        "name_vi": step.name.vi,
        "name_en": step.name.en,
        "role": step.role,
        "must": step.must,
    }
