"""The journal's chain, walked a little each minute from where the last walk ended, and wholly once a night."""

from datetime import datetime

from haidang.core.audit.chain import GENESIS, Head, prove, walk

from .models import Note

KEY = "chain"
AT_ONCE = 20_000  # rows


def is_whole(at: datetime) -> bool:
    """Whether all rows since the last walk continue it. What was found broken stays so until a whole walk is clean."""
    said = _said()
    if said.get("broken"):
        return False
    head, broken = walk(Head.read(said["head"]) if "head" in said else Head(0, GENESIS), AT_ONCE)
    _keep({"head": str(head), "broken": str(broken) if broken else ""}, at)
    return broken is None


def prove_all(at: datetime) -> bool:
    """From the first row to the last, and that what was walked before is still a part of it."""
    said = _said()
    proof = prove(Head.read(said["head"]) if said.get("head") else None)
    _keep({"head": str(proof.head), "broken": str(proof.broken) if proof.broken else ""}, at)
    return proof.broken is None


def _said() -> dict[str, str]:
    note = Note.objects.filter(pk=KEY).first()
    return dict(note.said) if note else {}


def _keep(said: dict[str, str], at: datetime) -> None:
    Note.objects.update_or_create(pk=KEY, defaults={"said": said, "at": at})
