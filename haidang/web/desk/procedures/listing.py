"""The catalogue as officers narrow it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from haidang.core.procedures import queries
from haidang.core.procedures.queries import SHOWS, Row
from haidang.kernel import time_limit
from haidang.kernel.bilingual import name_of
from haidang.web.citizen.catalogue.fields import field_words

KINDS = ("dossier", "report", "directive", "request")
STATES = ("draft", "published", "retired")


def kind_words(kind: str) -> str:
    known = {"dossier": _("Hồ sơ thủ tục"), "report": _("Phản ánh"), "directive": _("Chỉ đạo"), "request": _("Yêu cầu")}
    return known.get(kind, kind)


def state_words(state: str) -> str:
    known = {"draft": _("nháp"), "published": _("đang dùng"), "retired": _("thôi nhận")}
    return known.get(state, state)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; what makes no sense is left out."""

    words: str
    kind: str
    field: str
    state: str
    show: str

    @classmethod
    def by(cls, query: QueryDict) -> "Asked":
        kind, state, show = query.get("kind", ""), query.get("state", ""), query.get("show", "all")
        return cls(
            query.get("q", "").strip()[:100],
            kind if kind in KINDS else "",
            query.get("field", "")[:40],
            state if state in STATES else "",
            show if show in SHOWS else "all",
        )

    def url(self, **changed: str) -> str:
        values = {"q": self.words, "kind": self.kind, "field": self.field, "state": self.state, "show": self.show}
        kept = {name: one for name, one in (values | changed).items() if one and (name, one) != ("show", "all")}
        return f"{reverse('procedures')}?{urlencode(kept)}" if kept else reverse("procedures")

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words or self.kind or self.field or self.state)


def facts(asked: Asked) -> dict[str, Any]:
    rows = queries.catalogue(words=asked.words, kind=asked.kind, field=asked.field, state=asked.state)
    labels = {
        "all": _("Tất cả"),
        "own": _("Tỉnh đã sửa"),
        "differs": _("Tệp đã đổi"),
        "draft": _("Có bản nháp"),
        "uncertain": _("Chưa chắc"),
    }
    return {
        "asked": asked,
        "rows": [_line(one) for one in rows if queries.fits(one, asked.show)],
        "tabs": [
            {
                "url": asked.url(show=show),
                "label": label,
                "count": sum(queries.fits(one, show) for one in rows),
                "active": show == asked.show,
            }
            for show, label in labels.items()
        ],
        "kinds": [(key, kind_words(key), asked.url(kind=key)) for key in KINDS],
        "states": [(key, state_words(key), asked.url(state=key)) for key in STATES],
        "fields": [(key, field_words(key), count, asked.url(field=key)) for key, count in queries.fields()],
        "bare": reverse("procedures"),
        "without": {name: asked.url(**{name: ""}) for name in ("kind", "field", "state")},
    }


def _line(row: Row) -> dict[str, Any]:
    one = row.book.procedure
    main = next((timer for timer in one.timers if timer.is_main), None)
    return {
        "row": row,
        "procedure": row.procedure,
        "name": name_of(row.procedure),
        "field": field_words(row.procedure.field),
        "kind": kind_words(row.procedure.kind),
        "state": state_words(row.procedure.state),
        "limit": time_limit.shown(time_limit.parse(main.limit)) if main and main.limit else "",
        "trust": main.law.trust if main and main.law else "",
    }
