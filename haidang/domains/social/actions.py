"""What people do with posts: correct the tone, set aside what is not about the province, ask an office to answer."""

from django.utils.translation import gettext as _

from haidang.core.cases import actions as cases
from haidang.core.cases.models import Case, Procedure
from haidang.core.directory.models import Office
from haidang.core.things.actions import change_thing, create_thing
from haidang.core.things.models import Source, Thing
from haidang.kernel.action import Doing, Invalid, NotPossible, action
from haidang.kernel.given import bounded, needed

from . import topics
from .models import TONES, Post, ToneCheck

ANSWER = "public_answer"
LISTENING = "feeds_internal"
MOST_WHY = 500
BACK = 5000
"""So many of the newest posts are put to a topic whose words changed."""


@action("post.tone")
def judge(do: Doing, post: Post, tone: int, *, why: str = "") -> Post:
    """A person says what the tone is; saying the same as the program counts for it. Raises Invalid."""
    if tone not in TONES:
        raise Invalid("tone", _("Chọn tích cực, trung tính hoặc tiêu cực."), tone)
    with do.changing(post, "tone"):
        ToneCheck.objects.create(
            post=post, was=post.tone, now=tone, by=str(do.actor), by_name=do.actor.name, at=do.at,
            why=bounded("why", why, MOST_WHY),
        )  # fmt: skip
        post.tone, post.tone_by = tone, "person"
        post.save(update_fields=["tone", "tone_by"])
    return post


@action("post.set_aside")
def set_aside(do: Doing, post: Post, *, aside: bool = True) -> Post:
    """Not about the province: it is kept and not counted."""
    with do.changing(post, "is_set_aside"):
        post.is_set_aside = aside
        post.save(update_fields=["is_set_aside"])
    return post


@action("post.ask", on="office")
def ask(do: Doing, *, post: Post, office: Office, question: str) -> Case:
    """An office is to answer a post: a case with deadline, answer and approval. Raises Invalid, NotPossible."""
    post = Post.objects.select_for_update(of=("self",)).select_related("case__office").get(pk=post.pk)
    if post.case is not None and post.case.is_open:
        raise NotPossible(_("Bài này đang chờ %(office)s trả lời.") % {"office": post.case.office})
    case = cases.open_case(
        do.actor, Procedure.objects.get(key=ANSWER, domain="social"), title=post.title[:200], place=office.place,
        text=f"{needed('question', question)}\n\n{post.text}\n{post.url}".strip()[:5000], channel="internal",
        office=office, is_simulated=post.is_simulated,
    )  # fmt: skip
    post.case = case
    post.save(update_fields=["case"])
    do.about(post, case=case.code, office=office.code)
    return case


@action("topic.change", on="office")
def keep_topic(
    do: Doing, *, code: str, name: str, words: str, office: Office, topic: Thing | None = None,
    source: Source | None = None, name_en: str = "",
) -> Thing:  # fmt: skip
    """A topic with its words and the office that answers; the newest posts are put to it again. Raises Invalid."""
    if not topics.read(code, words).every:
        raise Invalid("words", _("Ghi ít nhất một từ khóa, cách nhau bằng dấu phẩy."), words)
    fields = {"words": words.strip(), "office": office.code}
    if topic is None:
        listening = source or Source.objects.get(key=LISTENING)
        topic = create_thing(
            do.actor, code=code, type=topics.KIND, place=office.place, source=listening, name_vi=name, name_en=name_en,
            office=office, fields=fields,
        )  # fmt: skip
    else:
        topic = change_thing(do.actor, topic, name_vi=name, office=office, fields=fields)
    do.about(topic, words=words.strip(), posts=_put_again())
    return topic


def _put_again() -> int:
    """How many posts have other topics now."""
    listed, changed = topics.current(), []
    for post in Post.objects.order_by("-at")[:BACK]:
        found = topics.of(f"{post.title}. {post.text}", listed)
        if found != post.topics:
            post.topics = found
            changed.append(post)
    Post.objects.bulk_update(changed, ["topics"], batch_size=500)
    return len(changed)
