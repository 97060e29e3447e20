"""Topics with their words: how much each has now against its usual, and changing them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from haidang.core.directory.permissions import decide, may_somewhere
from haidang.core.directory.rooms import actor_of, room
from haidang.core.things import queries as things
from haidang.domains.social import actions, queries, topics
from haidang.domains.social.leads import row
from haidang.kernel.action import Invalid, Refused
from haidang.kernel.bilingual import name_of

from .forms import TopicForm


@room("post.read")
def page(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    facts = {
        "rows": [(row(one), one.topic.fields.get("words", "")) for one in queries.courses(actor)],
        "may_change": may_somewhere(actor, "topic.change"),
    }
    return render(request, "social/topics.html", facts)


@require_http_methods(["GET", "POST"])
@room("post.read")
def keep(request: HttpRequest, code: str = "") -> HttpResponse:
    """A new topic, or another word for one."""
    actor = actor_of(request)
    topic = things.thing(actor, code) if code else None
    if code and (topic is None or topic.type != topics.KIND):
        raise Http404(code)
    if not may_somewhere(actor, "topic.change"):
        raise Refused(decide(actor, "topic.change").because)
    start = {"name": name_of(topic), **topic.fields} if topic else None
    form = TopicForm(actor, request.POST or None, initial=start, is_new=topic is None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.keep_topic(actor, topic=topic, **{"code": code, **form.cleaned_data})
            messages.success(request, _("Đã lưu chủ đề; các bài gần đây được xếp lại."), extra_tags="done")
            return redirect("domain_page", key="social", page="topics")
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
    return render(request, "social/topic.html", {"form": form, "topic": topic}, status=422 if form.errors else 200)
