"""The ways in: an issuer of identities by link, a code to a telephone or a mailbox. None needs script."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from haidang.core.citizens import accounts, codes, consents, gateways, queries
from haidang.core.citizens.models import Citizen, OneTimeCode
from haidang.core.directory.models import Person
from haidang.core.directory.signing_in import oidc
from haidang.core.directory.signing_in.oidc import Flow
from haidang.core.directory.signing_in.proofs import NotProven, Proof
from haidang.kernel.action import Invalid, NotPossible
from haidang.kernel.bilingual import shown
from haidang.provinces import connectors
from haidang.web.citizen.limits import address_of
from haidang.web.middleware import AskingRequest

from .entering import enter, remember_next
from .forms import Address, Digits

FLOW, CODE, LINKING, JOINING, OFFICER = "oidc_flow", "code_token", "linking", "joining", "officer_before"


@never_cache
@require_GET
def signin(request: AskingRequest) -> HttpResponse:
    remember_next(request, request.GET.get("next", ""))
    request.session.pop(LINKING, None)
    return doors(request)


def doors(request: AskingRequest, why: str = "", status: int = 200, form: Address | None = None) -> HttpResponse:
    officer = request.user if isinstance(request.user, Person) and not request.user.is_citizen else None
    facts = {
        "issuers": [(one.key, shown(one.name), one.is_simulated) for one in connectors.every("identity")],
        "form": form or Address(),
        "has_codes": gateways.has("phone") or gateways.has("mail"),
        "why": why,
        "is_again": bool(request.GET.get("again")),
        "officer": officer,
        "is_linking": bool(request.session.get(LINKING)),
        "text": consents.text("account"),
    }
    return render(request, "citizen/account/signin.html", facts, status=status)


@never_cache
@require_POST
def send_code(request: AskingRequest) -> HttpResponse:
    form = Address(request.POST)
    if form.is_valid():
        try:
            code = codes.send(form.cleaned_data["address"], sender=address_of(request))
        except Invalid as error:
            form.add_error("address", error.message)
        except NotProven as error:
            form.add_error(None, error.why)
        else:
            request.session[CODE] = code.token
            return redirect("app_signin_digits")
    return doors(request, status=422, form=form)


@never_cache
@require_http_methods(["GET", "POST"])
def enter_code(request: AskingRequest) -> HttpResponseBase:
    token = request.session.get(CODE, "")
    code = OneTimeCode.objects.filter(token=token).first()
    if code is None:
        return redirect("app_signin")
    form = Digits(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            proof = codes.check(token, form.cleaned_data["digits"])
        except NotProven as error:
            form.add_error("digits", error.why)
        else:
            request.session.pop(CODE, None)
            return proven(request, proof)
    facts = {"form": form, "masked": codes.masked(code), "is_mail": code.kind == "mail", "inbox": gateways.inbox()}
    return render(request, "citizen/account/digits.html", facts, status=422 if form.errors else 200)


@never_cache
@require_GET
def to_issuer(request: AskingRequest, key: str) -> HttpResponseBase:
    """By link, not by form: a form's target would have to stand in the content security policy."""
    connector = connectors.by_key("identity", key)
    if connector is None:
        raise Http404(key)
    back = request.build_absolute_uri(f"/app/signin/identity/{key}/back/")
    try:
        where, flow = oidc.begin(connector, back)
    except NotProven as error:
        return doors(request, error.why, 503)
    request.session[FLOW] = flow.kept()
    return redirect(where)


@never_cache
@require_GET
def from_issuer(request: AskingRequest, key: str) -> HttpResponseBase:
    """Back from the issuer. The flow is taken out of the session first: whatever comes, it is good once."""
    connector = connectors.by_key("identity", key)
    kept = request.session.pop(FLOW, None)
    flow = Flow(**kept) if kept else None
    if connector is None or flow is None or flow.key != key or request.GET.get("state") != flow.state:
        return doors(request, _("Lần đăng nhập này đã dùng hoặc không bắt đầu từ máy này. Bắt đầu lại."), 422)
    if request.GET.get("error") == "access_denied":
        return doors(request, _("Bạn đã hủy ở nơi định danh. Chọn lại, hoặc dùng cách khác."))
    if not request.GET.get("code"):
        return doors(request, _("Nơi định danh chưa cho đăng nhập. Thử lại, hoặc dùng cách khác."), 422)
    try:
        proof = oidc.finish(connector, flow, request.GET["code"])
    except NotProven as error:
        return doors(request, error.why, 422)
    return proven(request, proof)


def proven(request: AskingRequest, proof: Proof) -> HttpResponseBase:
    """Somebody has proven something: a way into their account, or one more for the account they are in."""
    person = queries.citizen_of(request.actor)
    if person is not None and request.session.pop(LINKING, None):
        return _linked(request, person, proof)
    officer = request.user if isinstance(request.user, Person) and not request.user.is_citizen else None
    try:
        person = accounts.sign_in(proof)
    except NotPossible as error:
        return doors(request, str(error), 409)
    onward = enter(request, person, proof.kind)
    if officer is not None:
        request.session[OFFICER] = officer.pk  # they may say that both are one, on the page of the account
    return redirect(onward)


def _linked(request: AskingRequest, person: Person, proof: Proof) -> HttpResponseBase:
    """Both have been proven in this session: another account of the same owner may be joined, if they say so."""
    other = accounts.known(proof)
    if other is not None and other != person:
        request.session[JOINING] = other.pk
        return redirect("app_join")
    accounts.link(request.actor, Citizen(person), proof)
    messages.success(request, _("Đã thêm cách đăng nhập."), extra_tags="done")
    return redirect("app_account")


@never_cache
@require_POST
def leave(request: AskingRequest) -> HttpResponse:
    """Sign out of this browser; the journal hears of it by the directory."""
    if queries.citizen_of(request.actor) is not None:
        logout(request)
    return redirect("app_home")
