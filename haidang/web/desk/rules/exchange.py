"""Rules as a file: all that are in force to take away, and one brought back, shown with its effect before it is taken."""

import time
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from haidang.core.rules import exchange
from haidang.core.rules.exchange import Plan, Planned
from haidang.core.rules.reading import queries
from haidang.core.rules.trying.trial import mark_of
from haidang.kernel import clock
from haidang.kernel.action import Invalid, NotPossible
from haidang.web.desk.entrance import need, room
from haidang.web.middleware import AskingRequest

from . import trial
from .listing import Asked
from .said import Changed, differences

TRIES_FOR = 6.0  # seconds of one request that dry runs may take


class Brought(forms.Form):
    """A file, or its text pasted."""

    file = forms.FileField(label=gettext_lazy("Tệp TOML"), required=False)
    text = forms.CharField(
        label=gettext_lazy("hoặc dán nội dung"), required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "class": "input mono", "spellcheck": "false"}),
    )  # fmt: skip
    why = forms.CharField(label=gettext_lazy("Lý do"), max_length=1000, required=False)

    def clean(self) -> dict[str, Any]:
        """The text, wherever it came from."""
        file = self.cleaned_data.get("file")
        if file is not None:
            if file.size > exchange.MOST_BYTES:
                raise forms.ValidationError(_("Tệp lớn hơn 1 MB: chia nhỏ theo lĩnh vực."))
            try:
                self.cleaned_data["text"] = file.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                raise forms.ValidationError(_("Tệp không phải văn bản UTF-8.")) from None
        # A browser sends the lines of a text area with CRLF: the same text must keep its mark.
        self.cleaned_data["text"] = self.cleaned_data.get("text", "").replace("\r\n", "\n")
        if not self.cleaned_data["text"].strip():
            raise forms.ValidationError(_("Chọn một tệp hoặc dán nội dung."))
        return self.cleaned_data


@dataclass(frozen=True, slots=True)
class Line:
    """One rule of the file: what changes in it, and what that does. `effect` is empty where no time was left to try."""

    planned: Planned
    changes: list[Changed]
    effect: str


@require_GET
@room("rule.read")
def export(request: AskingRequest) -> HttpResponse:
    """All rules, or those of a domain, as the file that `bring` takes."""
    domain = Asked.by(request.GET).domain
    text = exchange.written(queries.rules(request.actor, domain=domain))
    answer = HttpResponse(text, content_type="application/toml; charset=utf-8")
    name = f"quy-tac-{domain or 'tat-ca'}-{clock.now():%y%m%d-%H%M}.toml"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_http_methods(["GET", "POST"])
@room("rule.read")
def bring(request: AskingRequest) -> HttpResponse:
    """Look at a file first; take it when what was looked at is sent again with a reason."""
    need(request.actor, "rule.create")
    form = Brought(request.POST or None, request.FILES or None)
    facts: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        text, why = form.cleaned_data["text"], form.cleaned_data["why"].strip()
        mark = mark_of(text)
        try:
            plan = exchange.read(request.actor, text)
            if request.POST.get("do") == "take" and request.POST.get("seen") == mark and why:
                count = exchange.take(request.actor, plan, why=why)
                messages.success(request, _("Đã nhập %(count)s quy tắc.") % {"count": count}, extra_tags="done")
                return redirect("rules")
            if request.POST.get("do") == "take" and not why:
                form.add_error("why", _("Không được để trống."))
            facts |= {"plan": plan, "lines": _lines(plan), "mark": mark, "text": text}
        except Invalid as error:
            form.add_error(None, error.message)
        except NotPossible as error:
            form.add_error(None, str(error))
    return render(request, "desk/rules/bring.html", facts, status=422 if form.errors else 200)


def _lines(plan: Plan) -> list[Line]:
    until, found = time.monotonic() + TRIES_FOR, []
    for one in plan.to_do:
        effect = trial.sentence(trial.compared(*one.drafts(), 24)) if time.monotonic() < until else ""
        found.append(Line(one, _changes(one), effect))
    return found


def _changes(one: Planned) -> list[Changed]:
    if one.before is None:
        return []
    was = one.before | {"enabled": one.rule.is_enabled if one.rule else True}
    return differences(was, one.facts | {"enabled": one.is_enabled})
