"""An incident played again on a big screen: by itself, over and over."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from haidang.web.desk.entrance import room
from haidang.web.desk.replay.views import facts_of, found
from haidang.web.middleware import AskingRequest


@require_GET
@room("wall.read")
def page(request: AskingRequest, code: str) -> HttpResponse:
    return render(request, "wall/replay.html", facts_of(request, found(request, code)))
