"""Search in the logs. Each search is an action: who looked for what is in the journal."""

from datetime import datetime, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from haidang.core.directory.rooms import actor_of, room
from haidang.core.ui.offering import offer
from haidang.domains.cyber import actions, words
from haidang.domains.cyber.keeping.searching import Hits, Wanted
from haidang.kernel import clock
from haidang.kernel.action import Invalid

MOMENT = "%Y-%m-%dT%H:%M"


class Moment(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format=MOMENT)


class SearchForm(forms.Form):
    words = forms.CharField(label=_("Chữ trong lời nhật ký"), required=False, max_length=200)
    host = forms.CharField(label=_("Máy gửi"), required=False, max_length=200)
    src = forms.CharField(label=_("Địa chỉ nguồn"), required=False, max_length=100)
    user = forms.CharField(label=_("Tài khoản"), required=False, max_length=200)
    app = forms.CharField(label=_("Phần mềm"), required=False, max_length=200)
    kind = forms.ChoiceField(label=_("Loại việc"), required=False)
    level = forms.TypedChoiceField(label=_("Mức từ"), required=False, coerce=int, empty_value=None)
    since = forms.DateTimeField(label=_("Từ"), required=False, input_formats=[MOMENT], widget=Moment())
    until = forms.DateTimeField(label=_("Đến"), required=False, input_formats=[MOMENT], widget=Moment())

    def __init__(self, data: object) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        kinds = [(key, name) for key, name in words.KINDS.items() if key]
        offer(self, kind=[("", _("mọi loại")), *kinds], level=[("", _("mọi mức")), *enumerate(words.LEVELS)])

    def wanted(self, now: datetime) -> Wanted:
        said = dict(self.cleaned_data)
        until = said.pop("until") or now + timedelta(minutes=1)
        since = said.pop("since") or until - timedelta(hours=24)
        return Wanted(
            since=since, until=until, **{key: value for key, value in said.items() if value not in ("", None)}
        )


@room("log_record.read")
def page(request: HttpRequest) -> HttpResponse:
    """Nothing is searched until something is asked."""
    form = SearchForm(request.GET or None)
    hits, wanted = None, None
    if request.GET and form.is_valid():
        wanted = form.wanted(clock.now())
        try:
            hits = actions.search(actor_of(request), wanted)
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
    facts = {
        "form": form,
        "hits": hits or Hits(),
        "is_asked": hits is not None,
        "wanted": wanted,
        "kinds": words.KINDS,
        "levels": words.LEVELS,
    }
    return render(request, "cyber/logs.html", facts, status=422 if form.errors else 200)
