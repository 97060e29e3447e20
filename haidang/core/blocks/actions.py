"""Blocking a sender, lifting it, appealing against it and deciding that. Raises Invalid, NotPossible, Refused."""

import secrets
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.directory.numbers import next_code
from haidang.core.directory.queries import top_place
from haidang.core.notices.actions import Role, notify
from haidang.kernel import clock
from haidang.kernel.action import Doing, Invalid, NotPossible, action
from haidang.kernel.bilingual import both, same
from haidang.kernel.given import bounded, needed

from .marks import KINDS, What
from .models import Appeal, Block
from .queries import hash_of
from .reasons import REASONS

LONGEST = timedelta(days=90)
LONGEST_ADDRESS = timedelta(days=2)
"""Behind one address of a telephone company there may be a town."""
ANSWERED_WITHIN = timedelta(days=2)
"""An appeal that nobody decides in this time ends the block."""
TEXT = 2000


@action("block.place")
def place(do: Doing, what: What, *, mark: str, hint: str, reason: str, until: datetime, note: str = "") -> Block:
    """Keep a sender out until a moment: at most 90 days, an address at most 2. A second block of the same is refused."""
    if what not in KINDS or len(mark) != 64:
        raise Invalid("what", _("Chọn thiết bị, địa chỉ mạng, số điện thoại hoặc tài khoản."), what)
    if reason not in REASONS:
        raise Invalid("reason", _("Chọn một lý do trong danh mục."), reason)
    longest = LONGEST_ADDRESS if what == "address" else LONGEST
    if not do.at < until <= do.at + longest:
        raise Invalid("until", _("Không quá %(days)s ngày kể từ bây giờ.") % {"days": longest.days}, until.isoformat())
    if Block.objects.filter(mark=mark, lifted_at=None, until__gt=do.at).exists():
        raise NotPossible(_("Người gửi này đang bị chặn rồi."))
    block = Block.objects.create(
        code=next_code(Block, "CN"),
        what=what,
        mark=mark,
        hint=bounded("hint", hint, 60),
        reason=reason,
        note=bounded("note", note, TEXT),
        made_at=do.at,
        until=until,
        by=str(do.actor),
        by_name=do.actor.name,
    )
    do.about(block, what=what, reason=reason, until=until.isoformat())
    return block


@action("block.lift")
def lift(do: Doing, block: Block, *, why: str) -> Block:
    """Let the sender send again."""
    block = Block.objects.select_for_update().get(pk=block.pk)
    _must_stand(do, block)
    _lift(do, block, needed("why", why))
    return block


@action("appeal.send")
def appeal(do: Doing, block: Block, text: str) -> tuple[Appeal, str]:
    """What the sender says against it, one at a time; with the secret of the link to its answer, told once."""
    block = Block.objects.select_for_update().get(pk=block.pk)
    _must_stand(do, block)
    if block.appeals.filter(decided_at=None).exists():
        raise NotPossible(_("Bạn đã khiếu nại, chúng tôi đang xem. Giữ đường dẫn để đọc câu trả lời."))
    secret = secrets.token_urlsafe(16)
    row = Appeal.objects.create(
        block=block,
        hash=hash_of(secret),
        text=bounded("text", needed("text", text), TEXT),
        sent_at=do.at,
        due_at=do.at + ANSWERED_WITHIN,
    )
    do.about(block, due_at=row.due_at.isoformat())
    province = top_place(clock.day_of(do.at))
    leads = Role("shift_lead", province.path if province else "")
    notify(
        do, [leads], kind="appeal", title=both(msgid("Khiếu nại việc chặn %(code)s"), code=block.code),
        body=same(row.text[:200]), severity=4, link=block.link, place="",
    )  # fmt: skip
    return row, secret


@action("appeal.decide")
def decide(do: Doing, appeal: Appeal, *, is_upheld: bool, answer: str) -> Appeal:
    """Upheld lifts the block; otherwise it stands. The answer is told to the sender. By another than who blocked."""
    row = Appeal.objects.select_for_update(of=("self",)).select_related("block").get(pk=appeal.pk)
    if row.decided_at is not None:
        raise NotPossible(_("Khiếu nại này đã được trả lời."))
    if not is_upheld and row.block.by == str(do.actor):
        raise NotPossible(_("Người khác phải xem khiếu nại việc chặn do chính mình đặt."))
    row.decided_at, row.is_upheld, row.by_name = do.at, is_upheld, do.actor.name
    row.answer = bounded("answer", needed("answer", answer), TEXT)
    row.save()
    do.about(row.block, is_upheld=is_upheld)
    if is_upheld and row.block.lifted_at is None:
        _lift(do, row.block, row.answer)
    return row


def _must_stand(do: Doing, block: Block) -> None:
    if block.lifted_at is not None or block.until <= do.at:
        raise NotPossible(_("Việc chặn này đã hết."))


def _lift(do: Doing, block: Block, why: str) -> None:
    with do.changing(block, "lifted_at", why=why):
        block.lifted_at, block.lifted_by_name, block.lifted_why = do.at, do.actor.name, why
        block.save()
