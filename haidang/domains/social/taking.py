"""Rows of public sources as posts: read once, judged, put to their topics. A row that came before is left alone."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from django.utils.translation import gettext_noop as msgid

from haidang.core.pulling.mapping import Wrong
from haidang.core.pulling.taking import Brought
from haidang.core.things.models import Source
from haidang.kernel import clock
from haidang.kernel.action import Actor, Doing, action
from haidang.kernel.bilingual import both
from haidang.kernel.text import folded

from . import tone, topics
from .models import Post

COLUMNS = {
    "id": ("id", "guid", "ma"), "title": ("title", "tieu_de", "noi_dung"), "url": ("link", "url", "dia_chi"),
    "text": ("summary", "text", "tom_tat"), "at": ("published", "date", "ngay", "thoi_gian"),
}  # fmt: skip
"""What columns may be called."""
FORMS = ("%d/%m/%Y %H:%M", "%H:%M %d/%m/%Y", "%d/%m/%Y")
AHEAD = timedelta(hours=1)
OLDEST = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Read:
    """One row of a source that is a post."""

    key: str
    title: str
    text: str
    url: str
    at: datetime


@action("post.take")
def take_posts(
    do: Doing, source: Source, rows: Sequence[dict[str, Any]], *, is_press: bool = True, is_simulated: bool = False
) -> Brought:
    """The new ones of these rows. One event a reading that brought something."""
    found, wrong = _read(rows, do.at)
    known = set(Post.objects.filter(source=source, key__in=[one.key for one in found]).values_list("key", flat=True))
    fresh = [one for one in found if one.key not in known]
    judged = tone.judged([f"{one.title}. {one.text}" for one in fresh])
    listed = topics.current()
    Post.objects.bulk_create(
        Post(
            source=source, key=one.key, url=one.url, title=one.title, text=one.text, at=one.at, read_at=do.at,
            folded=folded(f"{one.title} {one.text}"), is_press=is_press, score=said.score, tone=said.tone,
            first_tone=said.tone, tone_by=said.by, marks=[[mark.text, mark.weight] for mark in said.marks],
            topics=topics.of(f"{one.title}. {one.text}", listed), is_simulated=is_simulated,
        )
        for one, said in zip(fresh, judged, strict=True)
    )  # fmt: skip
    do.about(source, posts=len(fresh))
    return Brought(new=len(fresh), wrong=wrong)


def _read(rows: Sequence[dict[str, Any]], now: datetime) -> tuple[list[Read], list[Wrong]]:
    found: dict[str, Read] = {}
    wrong = []
    for number, row in enumerate(rows, 1):
        title = _cell(row, "title")
        if not title:
            wrong.append(Wrong(number, "title", both(msgid("không có tiêu đề"))))
            continue
        at = _moment(_cell(row, "at"), now)
        if at is None:
            words = both(msgid("“%(text)s” không phải thời điểm."), text=_cell(row, "at")[:40])
            wrong.append(Wrong(number, "published", words))
            continue
        url = _cell(row, "url")
        url = url if url.startswith(("http://", "https://")) else ""
        key = hashlib.sha256((_cell(row, "id") or url or f"{title}{at}").encode()).hexdigest()
        found.setdefault(key, Read(key, title[:500], _cell(row, "text")[:5000], url[:1000], at))
    return list(found.values()), wrong


def _cell(row: dict[str, Any], name: str) -> str:
    text = next((str(row[one]) for one in COLUMNS[name] if row.get(one)), "")
    return " ".join(text.replace("\0", "").split())


def _moment(text: str, now: datetime) -> datetime | None:
    """None for what is no moment, or one that makes no sense; that of reading where nothing is said."""
    if not text:
        return now
    at = next((one for one in map(_in_form, (text,) * len(FORMS), FORMS) if one), None) or _iso(text) or _mail(text)
    if at is None:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=clock.HO_CHI_MINH)
    return min(at, now) if now - OLDEST < at < now + AHEAD else None


def _in_form(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form)  # noqa: DTZ007
    except ValueError:
        return None


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _mail(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None


def press(actor: Actor, source: Source, rows: list[dict[str, Any]], is_simulated: bool) -> Brought:
    return take_posts(actor, source, rows, is_simulated=is_simulated)


def network(actor: Actor, source: Source, rows: list[dict[str, Any]], is_simulated: bool) -> Brought:
    return take_posts(actor, source, rows, is_press=False, is_simulated=is_simulated)
