"""The way in by another body's word for those on duty: out by a link, back with a code; and what is linked to an account."""

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from haidang.core.directory.models import Person
from haidang.core.directory.signing_in import oidc, outside, sessions
from haidang.core.directory.signing_in.oidc import Flow
from haidang.core.directory.signing_in.proofs import NotProven, Proof
from haidang.core.directory.signing_in.sessions import Session
from haidang.kernel.action import NotPossible
from haidang.kernel.bilingual import shown
from haidang.provinces import connectors
from haidang.provinces.facts import Connector
from haidang.web.middleware import AskingRequest

FLOW, NEXT, LINKING = "sso_flow", "sso_next", "sso_linking"


def issuers() -> list[tuple[str, str, bool]]:
    """Where those on duty may sign in: key, name, whether it is simulated."""
    return [(one.key, shown(one.name), one.is_simulated) for one in connectors.every(outside.KIND)]


@never_cache
@require_GET
def leave_for(request: AskingRequest, key: str) -> HttpResponseBase:
    request.session.pop(LINKING, None)
    onward = request.GET.get("next", "")
    request.session[NEXT] = onward if url_has_allowed_host_and_scheme(onward, None) else ""
    return _away(request, _connector(key))


@never_cache
@require_GET
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
def link(request: AskingRequest, key: str) -> HttpResponseBase:
    """One more way into the account that is open here; who sits here has just given the password once more."""
    request.session[LINKING] = True
    return _away(request, _connector(key))


def _connector(key: str) -> Connector:
    found = connectors.by_key(outside.KIND, key)
    if found is None:
        raise Http404(key)
    return found


def _away(request: AskingRequest, connector: Connector) -> HttpResponseBase:
    back = request.build_absolute_uri(reverse("account_sso_back", args=[connector.key]))
    try:
        where, flow = oidc.begin(connector, back)
    except NotProven as error:
        return _refused(request, error.why, 503)
    request.session[FLOW] = flow.kept()
    return redirect(where)


@never_cache
@require_GET
def come_back(request: AskingRequest, key: str) -> HttpResponseBase:
    """The flow is taken out of the session first: whatever comes, it is good once."""
    connector = _connector(key)
    kept, is_linking = request.session.pop(FLOW, None), request.session.pop(LINKING, False)
    flow = Flow(**kept) if kept else None
    if flow is None or flow.key != key or request.GET.get("state") != flow.state:
        return _refused(request, _("Lần đăng nhập này đã dùng hoặc không bắt đầu từ máy này. Bắt đầu lại."))
    if not request.GET.get("code"):
        return _refused(request, _("Nơi định danh chưa cho đăng nhập. Thử lại, hoặc dùng cách khác."))
    try:
        proof = oidc.finish(connector, flow, request.GET["code"])
        if is_linking and isinstance(request.user, Person):
            return _linked(request, request.user, proof)
        person = outside.person_for(connector, proof)
    except NotProven as error:
        return _refused(request, error.why)
    except NotPossible as error:
        return _refused(request, str(error))
    return _entered(request, connector, person, proof)


def _linked(request: AskingRequest, person: Person, proof: Proof) -> HttpResponseBase:
    outside.link(request.actor, Session(person), proof)
    messages.success(request, _("Đã nối cách đăng nhập."), extra_tags="done")
    return redirect("account_security")


def _entered(request: AskingRequest, connector: Connector, person: Person, proof: Proof) -> HttpResponseBase:
    """On through allauth's own stages: whoever has a second factor here is asked for it."""
    if outside.is_strong(connector, proof):
        request.session[sessions.VOUCHED] = person.pk
    outside.note_use(proof)
    record_authentication(request, person, method="sso", type=f"sso:{connector.key}")
    onward: HttpResponseBase = perform_login(
        request, Login(user=person, redirect_url=request.session.pop(NEXT, "") or "/")
    )
    return onward


def _refused(request: AskingRequest, why: str, status: int = 422) -> HttpResponse:
    return render(request, "web/account/sso_refused.html", {"why": why}, status=status)


@require_POST
@login_required
def unlink(request: AskingRequest, key: str) -> HttpResponseBase:
    assert isinstance(request.user, Person)
    outside.unlink(request.actor, Session(request.user), key)
    messages.success(request, _("Đã gỡ cách đăng nhập."), extra_tags="done")
    return redirect("account_security")
