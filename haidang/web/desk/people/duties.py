"""Duties: the only thing that gives somebody rights. Given and revoked with a reason."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from haidang.core.directory import actions, queries
from haidang.core.directory.roles import role_word
from haidang.web.desk.asking import Asks, asked
from haidang.web.desk.entrance import need, room
from haidang.web.middleware import AskingRequest

from . import forms
from .views import found, page_of

get_or_post = require_http_methods(["GET", "POST"])


@get_or_post
@room("person.read")
def give(request: AskingRequest, number: int) -> HttpResponse:
    """Role x office x place x classes of data x period."""
    person = found(request, number)
    need(request.actor, "duty.give")
    top = queries.places(request.actor).filter(parent=None).first()
    start = {"office": person.office.code if person.office else "", "place": top.key if top else ""}
    form = forms.Duty(request.actor, request.POST or None, initial=start)

    def work(given: dict[str, Any]) -> str:
        actions.give_duty(request.actor, person, **given)
        return page_of(person)

    title = _("Giao nhiệm vụ cho %(person)s") % {"person": person}
    asks = Asks(title=title, submit=_("Giao"), back=page_of(person), said=_("Đã giao nhiệm vụ."), icon="user-shield")
    return asked(request, form, asks, work)


@get_or_post
@room("duty.read")
def revoke(request: AskingRequest, number: int) -> HttpResponse:
    """Ends at once, with what was opened by it."""
    duty = queries.duties(request.actor).filter(pk=number).first()
    if duty is None:
        raise Http404(str(number))
    need(request.actor, "duty.revoke", duty)

    def work(given: dict[str, Any]) -> str:
        actions.revoke_duty(request.actor, duty, why=given["why"])
        return page_of(duty.person)

    asks = Asks(
        title=_("Thu hồi nhiệm vụ"),
        submit=_("Thu hồi"),
        back=page_of(duty.person),
        said=_("Đã thu hồi nhiệm vụ."),
        icon="x",
        is_grave=True,
        note=f"{duty.person} · {role_word(duty.role)} · {duty.place}",
    )
    return asked(request, forms.Why(request.POST or None), asks, work)
