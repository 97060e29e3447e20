"""One's own account: profile, why one may do what, sessions, second factor, who looked; and the lock of the screen."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from haidang.core.audit.queries import who_looked_at
from haidang.core.directory import actions, permissions, rostering
from haidang.core.directory.models import Person, Seat
from haidang.core.directory.queries import seats_of
from haidang.core.directory.reasons import explained
from haidang.core.directory.signing_in import sessions
from haidang.core.directory.signing_in.sessions import Session
from haidang.kernel.action import Invalid, NotPossible
from haidang.web.middleware import AskingRequest

from .forms import ProfileForm

MOST_LOOKS = 20


@login_required
@require_http_methods(["GET", "POST"])
def account(request: AskingRequest) -> HttpResponse:
    person = _person(request)
    form = ProfileForm(request.POST or None, initial={"language": person.language, "phone": person.phone})
    if request.method == "POST" and form.is_valid() and _changed(request, person, form):
        answer = redirect("account")
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, person.language, max_age=365 * 24 * 3600, samesite="Lax")
        return answer
    facts = {
        "person": person,
        "form": form,
        "rights": [explained(right) for right in permissions.rights_of(request.actor) if right.since],
        "sessions": sessions.open_sessions(person),
        "has_factor": sessions.has_factor(person),
        "needs_factor": sessions.needs_factor(person),
        "looks": who_looked_at(request.actor, person, MOST_LOOKS),
        "seats": seats_of(person),
    }
    return render(request, "web/account/account.html", facts, status=422 if form.errors else 200)


def _changed(request: AskingRequest, person: Person, form: ProfileForm) -> bool:
    try:
        actions.change_profile(request.actor, person, **form.cleaned_data)
    except Invalid as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return False
    return True


@login_required
@require_POST
def end_session(request: AskingRequest, number: int) -> HttpResponse:
    sessions.end_session(request.actor, Session(_person(request)), number)
    return redirect("account")


@login_required
@require_POST
def take_seat(request: AskingRequest, number: int) -> HttpResponse:
    rostering.take_seat(request.actor, get_object_or_404(Seat, pk=number, person=_person(request)))
    return redirect(reverse("account") + "#seats")


@require_POST
def lock(request: AskingRequest) -> HttpResponse:
    if request.user.is_authenticated and not sessions.is_locked(request):
        sessions.lock_session(request.actor, Session(_person(request)), request)
    return HttpResponse(status=204)


@require_POST
def unlock(request: AskingRequest) -> HttpResponse:
    """Answers the overlay in plain words; without script the form leads back to the desk."""
    if not request.user.is_authenticated:
        return HttpResponse(status=204)
    try:
        sessions.unlock_session(_person(request), request, request.POST.get("password", ""))
    except Invalid as error:
        return HttpResponse(error.message, status=422, content_type="text/plain; charset=utf-8")
    except NotPossible as error:
        return HttpResponse(str(error), status=429, content_type="text/plain; charset=utf-8")
    if request.headers.get("X-Requested-With"):
        return HttpResponse(status=204)
    return redirect("/")


@require_POST
def alive(request: AskingRequest) -> HttpResponse:
    """A sign of life of whoever sits at the screen: the desks they have taken stay attended."""
    if request.user.is_authenticated and not sessions.is_locked(request):
        rostering.keep_seats(_person(request))
    return HttpResponse(status=204)


def _person(request: AskingRequest) -> Person:
    person = request.user
    assert isinstance(person, Person)
    return person
