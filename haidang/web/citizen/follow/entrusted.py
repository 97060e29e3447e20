"""A case that somebody acts on for another: what its page shows, and what is done there; in the app and at the desk."""

from typing import Any

from django.utils.translation import gettext as _

from haidang.core.cases import queries
from haidang.core.citizens import proxies
from haidang.core.citizens.proxies import ByProxy
from haidang.kernel.action import NotPossible
from haidang.kernel.bilingual import shown
from haidang.web.citizen.follow.receiving import received
from haidang.web.citizen.follow.showing import move_form, say_form
from haidang.web.citizen.follow.steps import way, words_of
from haidang.web.middleware import AskingRequest


def facts(by: ByProxy) -> dict[str, Any]:
    case = by.case
    return {
        "case": case,
        "proxy": by.proxy,
        "state_words": words_of(case.flow.state(case.state)),
        "way": way(case),
        "asked_now": case.answer if case.flow.state(case.state).clock == "pauses" else "",
        "moves": [(one, shown(one.name), move_form(case, one)) for one in queries.own_moves(case)],
        "say_form": say_form(case),
        "log": [
            {"at": one.at, "kind": "person" if one.kind == "citizen" else one.kind, "text": shown(one.text), "by": ""}
            for one in queries.lines(case, for_citizen=True)
        ],
    }


def act(request: AskingRequest, by: ByProxy, move: str) -> dict[str, Any]:
    """Make a move of the giver's; facts for the page when its form did not pass, none when it is done.

    Raises NotPossible when the case has moved on, or the proxy has ended.
    """
    wanted = next((one for one in queries.own_moves(by.case) if one.key == move), None)
    if wanted is None:
        raise NotPossible(_("Việc này vừa chuyển bước khác; xem lại rồi làm tiếp."))
    form = move_form(by.case, wanted, request.POST, request.FILES)
    if not form.is_valid():
        return {"refused_move": move, "refused_form": form}
    given = form.cleaned_data
    proxies.respond(request.actor, by, move, text=given["text"], files=received(given))
    return {}


def write(request: AskingRequest, by: ByProxy) -> dict[str, Any]:
    """A message to the office that handles it; as `act`."""
    form = say_form(by.case, request.POST, request.FILES)
    if not form.is_valid():
        return {"say_form": form}
    proxies.write(request.actor, by, form.cleaned_data["text"], files=received(form.cleaned_data))
    return {}
