"""The detections: what each looks for, how often it found something, and its numbers to change."""

from typing import Any

import msgspec
from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from haidang.core.directory.permissions import decide
from haidang.core.directory.rooms import actor_of, room
from haidang.domains.cyber import actions, queries, words
from haidang.domains.cyber.models import Detection, DetectionRule
from haidang.domains.cyber.watching import book
from haidang.kernel.action import Invalid, NotPossible


class RuleForm(forms.Form):
    enabled = forms.BooleanField(label=gettext_lazy("Đang dùng"), required=False)
    severity = forms.TypedChoiceField(
        label=gettext_lazy("Mức"), coerce=int, choices=[(n, str(n)) for n in (1, 2, 3, 4)]
    )
    count = forms.IntegerField(
        label=gettext_lazy("Số bản ghi (hoặc số giá trị khác nhau)"), min_value=1, max_value=1_000_000
    )
    within = forms.CharField(
        label=gettext_lazy("Trong bao lâu"), max_length=12, help_text=gettext_lazy("Ví dụ 30s, 5m, 2h")
    )
    quiet = forms.CharField(label=gettext_lazy("Hết khi im lặng"), max_length=12)
    match = forms.CharField(
        label=gettext_lazy("Bản ghi phải thế nào"), widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text=gettext_lazy("JSON: kinds, apps, contains, pattern, level, ports, users, not_users, fields."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput())

    def clean_match(self) -> dict[str, Any]:
        try:
            said = msgspec.json.decode(self.cleaned_data["match"])
        except msgspec.DecodeError as error:
            raise forms.ValidationError(_("JSON hỏng: %(why)s") % {"why": error}) from None
        if not isinstance(said, dict):
            raise forms.ValidationError(_("Phải là một đối tượng JSON."))
        return said


@room("detection_rule.read")
def page(request: HttpRequest) -> HttpResponse:
    if not DetectionRule.objects.exists():
        book.sync()
    found = {
        rule: (count, false)
        for rule, count, false in Detection.objects.values("rule")
        .annotate(count=Count("pk"), false=Count("pk", filter=Q(verdict="false")))
        .values_list("rule", "count", "false")
    }
    rows = [{"rule": one, "facts": one.facts, "family": words.FAMILIES[one.facts["family"]],
             "distinct": words.of_column(one.facts["distinct"]), "found": found.get(one.key, (0, 0))}
            for one in queries.rules(actor_of(request))]  # fmt: skip
    rows.sort(key=lambda row: (list(words.FAMILIES).index(row["facts"]["family"]), row["facts"]["severity"]))
    return render(request, "cyber/rules.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@room("detection_rule.read")
def one(request: HttpRequest, key: str) -> HttpResponse:
    actor = actor_of(request)
    rule = get_object_or_404(DetectionRule, key=key)
    may = decide(actor, "detection_rule.change")
    form = RuleForm(request.POST if request.method == "POST" else None, initial=_initial(rule))
    if request.method == "POST":
        try:
            if "restore" in request.POST:
                actions.restore_rule(actor, rule)
                return redirect("cyber_rule", rule.key)
            if form.is_valid():
                changes = dict(form.cleaned_data)
                actions.change_rule(actor, rule, version=changes.pop("version"), changes=changes)
                messages.success(request, _("Đã lưu; bộ thu nhật ký dùng bản mới trong vài giây."))
                return redirect("cyber_rule", rule.key)
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        except NotPossible as error:
            form.add_error(None, str(error))
    facts = {"rule": rule, "facts": rule.facts, "family": words.FAMILIES[rule.facts["family"]], "form": form if may else None,
             "by": " · ".join(words.of_column(one) for one in rule.facts["by"]) or _("tất cả"), "kinds": words.KINDS,
             "distinct": words.of_column(rule.facts["distinct"]),
             "latest": list(queries.detections(actor, queries.Filters(rule=rule.key))[:10])}  # fmt: skip
    return render(request, "cyber/rule.html", facts, status=422 if form.errors else 200)


def _initial(rule: DetectionRule) -> dict[str, Any]:
    facts = rule.facts
    said = {name: facts[name] for name in ("enabled", "severity", "count", "within", "quiet")}
    match = {name: value for name, value in facts["match"].items() if value not in ([], "", {}, 8)}
    text = msgspec.json.format(msgspec.json.encode(match), indent=1).decode()
    return {**said, "match": text, "version": rule.version}
