"""Who is blocked, what officers see of it, what waits for a decision."""

import hashlib

from django.db.models import Exists, OuterRef, Q, QuerySet

from haidang.core.directory.queries import visible
from haidang.kernel import clock
from haidang.kernel.action import Actor

from .marks import Marks
from .models import Appeal, Block


def standing(of_sender: Marks) -> Block | None:
    """The block that keeps a sender out now, None for everybody else. An appeal left unanswered past its day ends it."""
    if not of_sender:
        return None
    return _standing().filter(mark__in=list(of_sender.values())).order_by("-until").first()


def standing_by_code(code: str) -> Block | None:
    return _standing().filter(code=code).first()


def _standing() -> QuerySet[Block]:
    now = clock.now()
    forgotten = Appeal.objects.filter(block=OuterRef("pk"), decided_at=None, due_at__lt=now)
    return Block.objects.filter(~Exists(forgotten), lifted_at=None, until__gt=now)


def kept_out(block: Block) -> Actor:
    """Whoever a block keeps out, as an actor who may appeal against it and nothing else."""
    return Actor("public", block.code, "Người bị chặn")


def blocks(actor: Actor, *, over: bool = False, limit: int = 200) -> list[Block]:
    """What officers see, newest first: those that stand, or those that are over."""
    seen = Block.objects.filter(visible(actor, Block))
    standing_now = Q(pk__in=_standing().values("pk"))
    rows = seen.exclude(standing_now) if over else seen.filter(standing_now)
    return list(rows.order_by("-made_at")[:limit])


def block(actor: Actor, code: str) -> Block | None:
    return Block.objects.filter(visible(actor, Block), code=code).prefetch_related("appeals").first()


def waiting(actor: Actor) -> list[Appeal]:
    """Appeals that nobody has decided, the soonest due first."""
    rows = Appeal.objects.filter(visible(actor, Appeal), decided_at=None).select_related("block")
    return list(rows.order_by("due_at"))


def open_appeal(block: Block) -> Appeal | None:
    return block.appeals.filter(decided_at=None).first()


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def by_secret(secret: str) -> Appeal | None:
    """For its sender, who holds the link."""
    return Appeal.objects.filter(hash=hash_of(secret)).select_related("block").first()
