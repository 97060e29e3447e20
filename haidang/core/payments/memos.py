"""The words a payer's bank sends along, by which money finds its bill: `HDLP2611220042K`.

Banks cut, put words before and after, change spaces and letters' case; what is left of a memo is found again as long as
its own signs are whole. The last letter is computed from the others, so that a slip of the finger finds no other bill.
"""

import re
import unicodedata

from .vietqr import MOST_MEMO

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # no I, no O: they are read as digits
MEMO = re.compile(rf"(?=(LP\d{{10,12}}[{LETTERS}]))")


def memo_for(code: str, prefix: str) -> str:
    """The memo of a bill with this code (LP-261122-0042), after the province's prefix of a few letters.

    >>> memo_for("LP-261122-0042", "HD")[:-1]
    'HDLP2611220042'
    """
    core = code.replace("-", "")
    memo = f"{prefix}{core}{_check(core)}"
    assert len(memo) <= MOST_MEMO, memo
    return memo


def found_in(text: str) -> list[str]:
    """The memos, without their prefix, that a transfer's words may hold, each once."""
    plain = re.sub(r"[^A-Z0-9]", "", unicodedata.normalize("NFKD", text).upper())
    seen = (match[1] for match in MEMO.finditer(plain))
    return list(dict.fromkeys(one for one in seen if _check(one[:-1]) == one[-1]))


def core_of(memo: str) -> str:
    """A memo without its prefix: what `found_in` gives."""
    return memo[memo.index("LP") :]


def _check(core: str) -> str:
    total = sum((at + 1) * int(sign) for at, sign in enumerate(core[2:]))
    return LETTERS[total % 23]
