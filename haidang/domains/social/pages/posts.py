"""Public posts: found by words, topic, tone, source; one with why its tone is so, and who answers it."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from haidang.core.directory.permissions import decide
from haidang.core.directory.rooms import actor_of, room
from haidang.core.pulling import queries as pulling
from haidang.core.things.models import Thing
from haidang.domains.social import actions, counting, queries, tone
from haidang.domains.social.models import Post
from haidang.domains.social.queries import ANSWERS, MOST, Wanted
from haidang.kernel import clock, periods
from haidang.kernel.action import Invalid, NotPossible
from haidang.kernel.bilingual import name_of, shown

from .forms import AskForm


def tone_words() -> dict[int, str]:
    return {-1: _("tiêu cực"), 0: _("trung tính"), 1: _("tích cực")}


def by_words() -> dict[str, str]:
    return {"lexicon": _("từ điển"), "model": _("mô hình"), "person": _("người sửa")}


@room("post.read")
def page(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    query = request.GET
    said = query.get("tone", "")
    wanted = Wanted(
        words=query.get("q", "")[:100], topic=query.get("topic", "")[:40],
        tone=int(said) if said in ("-1", "0", "1") else None, source=query.get("source", "")[:40],
        answer=query.get("answer", "") if query.get("answer") in ANSWERS else "", aside=query.get("aside") == "1",
    )  # fmt: skip
    rows = queries.posts(actor, wanted, before=_mark(query.get("before", "")))
    kept = {name: query[name] for name in ("q", "topic", "tone", "source", "answer", "aside") if query.get(name)}
    topics = {one.code: name_of(one) for one in queries.listed_topics(actor)}
    month = periods.containing(clock.today(), "month")
    last = rows[-1] if len(rows) == MOST else None
    facts = {
        "rows": [_row(one, topics) for one in rows], "wanted": wanted, "kept": kept, "topics": topics.items(),
        "tones": tone_words().items(), "said": said, "failing": pulling.failing_of("social"),
        "sources": {one.source.key: one.source for one in rows}.values(), "answers": _answers(), "asked": queries.ASKED,
        "next": f"?{urlencode({**kept, 'before': f'{last.at.isoformat()}~{last.pk}'})}" if last else "",
        "accuracy": counting.accuracy(month.first, month.next.first), "lexicon": tone.lexicon(),
    }  # fmt: skip
    return render(request, "social/posts.html", facts)


def _answers() -> list[tuple[str, str]]:
    return [("open", _("đang chờ trả lời")), ("answered", _("đã trả lời"))]


def _mark(text: str) -> tuple[datetime, int] | None:
    at, _sign, number = text.partition("~")
    try:
        moment = datetime.fromisoformat(at)
        return (moment, int(number)) if moment.tzinfo else None
    except ValueError:
        return None


def _row(one: Post, topics: dict[str, str]) -> dict[str, Any]:
    return {
        "post": one, "tone": tone_words()[one.tone], "by": by_words().get(one.tone_by, one.tone_by),
        "topics": [(code, topics.get(code, code)) for code in one.topics],
    }  # fmt: skip


def _post(request: HttpRequest, number: int) -> Post:
    found = queries.post(actor_of(request), number)
    if found is None:
        raise Http404(number)
    return found


@require_http_methods(["GET", "POST"])
@room("post.read")
def one(request: HttpRequest, number: int) -> HttpResponse:
    """A post; asking an office for an answer posts here."""
    actor, post = actor_of(request), _post(request, number)
    topics = {each.code: each for each in queries.listed_topics(actor)}
    form = AskForm(actor, request.POST or None, initial={"office": _answers_for(post, topics)})
    if request.method == "POST" and form.is_valid():
        try:
            case = actions.ask(actor, post=post, **form.cleaned_data)
            messages.success(request, _("Đã giao trả lời: %(code)s.") % {"code": case.code}, extra_tags="done")
            return redirect("social_post", number=post.pk)
        except (Invalid, NotPossible) as error:
            form.add_error(None, getattr(error, "message", str(error)))
    facts = {
        **_row(post, {code: name_of(each) for code, each in topics.items()}), "form": form,
        "checks": [(each, tone_words()[each.was], tone_words()[each.now]) for each in queries.checks(post)],
        "tones": tone_words().items(), "case": post.case, "state": shown(_state(post)) if post.case else "",
        "may": {name: bool(decide(actor, f"post.{name}", post)) for name in ("tone", "set_aside", "ask")},
        "lexicon": tone.lexicon(), "first": tone_words()[post.first_tone],
    }  # fmt: skip
    return render(request, "social/post.html", facts, status=422 if form.errors else 200)


def _state(post: Post) -> Any:
    assert post.case is not None
    return post.case.flow.state(post.case.state).name


def _answers_for(post: Post, topics: dict[str, Thing]) -> str:
    """The office of its first topic that has one."""
    return next((str(topics[code].fields.get("office", "")) for code in post.topics if code in topics), "")


@require_POST
@room("post.read")
def judge(request: HttpRequest, number: int) -> HttpResponse:
    post = _post(request, number)
    said = request.POST.get("tone", "")
    try:
        actions.judge(
            actor_of(request), post, int(said) if said in ("-1", "0", "1") else 9, why=request.POST.get("why", "")
        )
        messages.success(request, _("Đã ghi sắc thái."), extra_tags="done")
    except Invalid as error:
        messages.error(request, error.message)
    return redirect("social_post", number=post.pk)


@require_POST
@room("post.read")
def set_aside(request: HttpRequest, number: int) -> HttpResponse:
    post = _post(request, number)
    actions.set_aside(actor_of(request), post, aside=not post.is_set_aside)
    return redirect("social_post", number=post.pk)
