"""One page of a form: finds the draft, keeps what was said, goes where the button says."""

from collections.abc import Callable

from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from haidang.core.forms import actions, queries
from haidang.core.forms.models import Draft
from haidang.web.middleware import AskingRequest

from . import asking, keeping, papers, sending
from .front import found
from .walking import CHECK, PAPERS, way_of

Page = Callable[[AskingRequest, Draft, str], HttpResponseBase]


@never_cache
@require_http_methods(["GET", "POST"])
def step(request: AskingRequest, domain: str, key: str, step: str) -> HttpResponseBase:
    here = found(domain, key)
    draft = next(iter(keeping.drafts(request, here.row)), None)
    if draft is None or queries.where_to_file(draft.version.book.procedure) != "here":
        return redirect("app_apply", domain, key)
    if draft.case is not None:
        return redirect("app_case", draft.case.code, draft.case.secret)
    if queries.is_overtaken(draft):
        return _move_on(request, draft, step)
    if way_of(draft).at(step) < 0:
        return redirect("app_apply_step", domain, key, way_of(draft).pages[0].key)
    page: Page = {PAPERS: papers.page, CHECK: sending.page}.get(step, asking.page)
    return page(request, draft, step)


def _move_on(request: AskingRequest, draft: Draft, step: str) -> HttpResponseBase:
    """A newer version was published: keep what this page says, move the draft to it, and show it there."""
    if request.method == "POST" and step not in (PAPERS, CHECK) and way_of(draft).at(step) >= 0:
        asking.keep(request, draft, step)
    moved = actions.renew(queries.holder(draft, request.actor), draft)
    way = way_of(moved)
    here = step if way.at(step) >= 0 else way.pages[0].key
    return redirect("app_apply_step", moved.procedure.domain, moved.procedure.key, here)
