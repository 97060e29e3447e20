"""What the address of the journal asks for."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from haidang.core.audit.queries import Filter
from haidang.core.directory import queries as directory
from haidang.core.directory.roles import action_word, facts, kind_word
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of

ACTORS = (
    ("", _("Mọi ai")),
    ("person", _("Người")),
    ("key", _("Khóa máy")),
    ("device", _("Màn hình")),
    ("system", _("Chương trình")),
)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class Narrowing(forms.Form):
    """The filter as it stands above the feed."""

    q = forms.CharField(label=_("Có chữ"), required=False, max_length=200)
    actor = forms.CharField(label=_("Ai"), required=False, max_length=80)
    action = forms.ChoiceField(label=_("Việc"), required=False)
    kind = forms.ChoiceField(label=_("Về"), required=False)
    subject = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    place = forms.ChoiceField(label=_("Địa bàn"), required=False)
    since = _day(_("Từ ngày"))
    until = _day(_("Đến ngày"))

    def __init__(self, actor: Actor, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        known: dict[str, Any] = self.fields
        given = self.data.get("actor", "")
        known["actor"].widget = forms.Select(choices=[*ACTORS, *([(given, given)] if ":" in given else [])])
        known["action"].choices = [("", _("Mọi việc")), *_actions()]
        known["kind"].choices = [("", _("Mọi đối tượng")), *((kind, kind_word(kind)) for kind in facts().kinds)]
        areas = directory.places(actor).exclude(parent=None)
        known["place"].choices = [("", _("Toàn tỉnh")), *((one.path, name_of(one)) for one in areas)]


def _actions() -> list[tuple[str, list[tuple[str, str]]]]:
    """By kind; the first of each group stands for all of them."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for action in facts().actions:
        grouped.setdefault(action.partition(".")[0], []).append((action, action_word(action)))
    return [
        (kind_word(kind), [(f"{kind}.*", _("mọi việc về %(kind)s") % {"kind": kind_word(kind)}), *listed])
        for kind, listed in grouped.items()
    ]


@dataclass(frozen=True, slots=True)
class Asked:
    """The filter, and the number that the page continues from."""

    wanted: Filter
    before: int | None
    form: Narrowing

    @classmethod
    def by(cls, actor: Actor, query: QueryDict) -> "Asked":
        """What makes no sense stays in the form with its reason, and does not narrow."""
        form = Narrowing(actor, query)
        form.is_valid()
        clean = form.cleaned_data
        before = query.get("before", "")
        return cls(
            Filter(
                actor=clean.get("actor", ""),
                action=clean.get("action", ""),
                subject_kind=clean.get("kind", ""),
                subject_id=clean.get("subject", ""),
                place=clean.get("place", ""),
                since=clean.get("since"),
                until=clean.get("until"),
                words=clean.get("q", ""),
            ),
            int(before) if before.isdecimal() and len(before) < 19 else None,
            form,
        )

    @property
    def is_narrowed(self) -> bool:
        return self.wanted != Filter()

    def url(self, address: str = "audit", **more: Any) -> str:
        wanted = self.wanted
        values = {
            "q": wanted.words, "actor": wanted.actor, "action": wanted.action, "kind": wanted.subject_kind,
            "subject": wanted.subject_id, "place": wanted.place, "since": _iso(wanted.since), "until": _iso(wanted.until),
        } | more  # fmt: skip
        kept = {name: value for name, value in values.items() if value}
        return f"{reverse(address)}?{urlencode(kept)}" if kept else reverse(address)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
