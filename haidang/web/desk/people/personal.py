"""Telephone and mail of a person: shown once, for a reason, and the look stands in the journal."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from haidang.core.audit.actions import look as journal_look
from haidang.core.directory.actions import PERSONAL
from haidang.kernel.action import Invalid
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

from . import forms
from .page import facts_of
from .views import found


@require_POST
@never_cache
@room("person.read")
def look(request: AskingRequest, number: int) -> HttpResponse:
    """The answer carries the fields (a part for htmx); going back or reloading the page hides them again."""
    person = found(request, number)
    form = forms.Look(request.POST)
    if form.is_valid():
        try:
            journal_look(request.actor, person, PERSONAL, why=form.cleaned_data["why"])
        except Invalid as error:
            form.add_error("why", error.message)
    facts = facts_of(request.actor, person, look=form, is_shown=form.is_valid())
    is_part = request.headers.get("HX-Request") == "true"
    template = "desk/people/_personal.html" if is_part else "desk/people/one.html"
    return render(request, template, facts, status=422 if form.errors else 200)
