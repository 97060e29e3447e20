"""The codes of cases: what people read out, print, scan and type.

Dossiers (TT 01/2018/TT-VPCP, article 19, with agency codes by QĐ 20/2020/QĐ-TTg): agency - day of receipt - number of that
day, `H15.50.05.13-261008-0975`. Everything else has a prefix of its own: `PA-261122-0001`. docs/why/dossier-codes.md.
"""

import re
from datetime import date

from haidang.core.directory import agencies
from haidang.core.directory.models import Office
from haidang.core.directory.numbers import free_code, next_code

from .models import Case

PREFIXES = {"report": "PA", "directive": "CD", "request": "YC", "dossier": "HS"}
AGENCY = r"[GH]\d{2}(?:\.\d{1,3}){0,3}"
OLD_AGENCY = r"\d{3}(?:\.\d{2}){2}\.[GH]\d{2}"
CODE = re.compile(rf"(?:{AGENCY}|{OLD_AGENCY}|[A-Z]{{2}})-\d{{6}}-\d{{4,7}}")
DOSSIER = re.compile(rf"(?:{AGENCY}|{OLD_AGENCY})-\d{{6}}-\d{{4,7}}")
_INSIDE = re.compile(rf"(?<![A-Z0-9.]){CODE.pattern}(?!\d)")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))


def new(kind: str, office: Office, day: date, *, is_part: bool = False) -> str:
    """The next code of a day. A part of a dossier that another office does is no dossier of its own.

    Dossiers of an agency are numbered without gaps, one after another; everything else may come in crowds.
    """
    agency = agencies.code_on(office, day) if kind == "dossier" and not is_part else ""
    return next_code(Case, agency, day) if agency else free_code(Case, PREFIXES[kind], day)


def tidy(text: str) -> str:
    """As codes are kept: capitals, no blanks, plain dashes. What is no code comes back tidied all the same.

    >>> tidy(" h15.50.05.13 – 261008 - 0975 ")
    'H15.50.05.13-261008-0975'
    """
    return re.sub(r"\s", "", text.translate(_DASHES)).upper()


def found_in(text: str) -> str:
    """The code in whatever was typed or scanned (a code, the link in a QR code), "" when there is none.

    >>> found_in("https://tinh.example/app/r/H99.101-261122-0007/x7Jq/")
    'H99.101-261122-0007'
    """
    plain = tidy(text)
    whole = CODE.fullmatch(plain) or _INSIDE.search(plain)
    return whole.group() if whole else ""
