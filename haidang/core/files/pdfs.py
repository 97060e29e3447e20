"""PDF files: whole, open to all, and without anything that acts when it is opened (ISO 32000-2 12.6, 7.11.4).

Read with qpdf, in a process of its own (`apart`): a crafted file may make a parser eat memory or fall over.
"""

import contextlib
from pathlib import Path
from typing import Any

import pikepdf

from .unfit import Unfit

MOST_OBJECTS = 200_000
MOST_PAGES = 2_000
DEEPEST = 60
_ACTS = {
    "/JS": "script",
    "/JavaScript": "script",
    "/XFA": "form",
    "/RichMedia": "media",
    "/EmbeddedFiles": "attachment",
}
_KINDS = {"/EmbeddedFile": "attachment", "/RichMedia": "media", "/3D": "media", "/Movie": "media", "/Screen": "media"}
_ACTIONS = {
    "/JavaScript": "script",
    "/Launch": "launch",
    "/ImportData": "launch",
    "/SubmitForm": "launch",
    "/GoToE": "attachment",
    "/Rendition": "media",
    "/RichMediaExecute": "media",
}
_AT_OPENING = {"/URI", "/GoToR", "/Launch", "/JavaScript", "/SubmitForm", "/ImportData", "/GoToE"}


def look(path: str) -> int:
    """How many pages it has. Raises Unfit: pdf_locked, pdf_acts (with `what`), too_many_pages, truncated, broken."""
    if not _has_end(path):
        raise Unfit("truncated")  # qpdf would mend it, and show a part as the whole
    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise Unfit("pdf_locked")
            pages = len(pdf.pages)
            if not pages:
                raise Unfit("broken")
            if pages > MOST_PAGES:
                raise Unfit("too_many_pages", pages=pages, most=MOST_PAGES)
            _inspect(pdf)
            return pages
    except pikepdf.PasswordError:
        raise Unfit("pdf_locked") from None
    except (pikepdf.PdfError, pikepdf.DataDecodingError, OSError, ValueError, RuntimeError) as error:
        raise Unfit("broken") from error


def _has_end(path: str) -> bool:
    with Path(path).open("rb") as file:
        with contextlib.suppress(OSError):
            file.seek(-2048, 2)
        return b"%%EOF" in file.read()


def _inspect(pdf: pikepdf.Pdf) -> None:
    """Every object of the file, also those that no page names."""
    opening = pdf.Root.get("/OpenAction")
    if isinstance(opening, pikepdf.Dictionary) and str(opening.get("/S", "")) in _AT_OPENING:
        raise Unfit("pdf_acts", what="opening")
    if len(pdf.objects) > MOST_OBJECTS:
        raise Unfit("broken")
    for one in pdf.objects:
        _judge(one, 0)


def _judge(one: pikepdf.Object, depth: int) -> None:
    """One object and what lies in it directly; what it refers to is an object of the list."""
    if depth > DEEPEST:
        raise Unfit("broken")
    parts: list[Any]
    if isinstance(one, pikepdf.Array):
        parts = list(one)
    elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        _judge_keys(one)
        parts = [value for _, value in one.items()]
    else:
        return
    for part in parts:
        if isinstance(part, pikepdf.Object) and not part.is_indirect:  # numbers come as Python's own
            _judge(part, depth + 1)


def _judge_keys(one: pikepdf.Object) -> None:
    keys = set(one.keys())
    for key in keys & _ACTS.keys():
        raise Unfit("pdf_acts", what=_ACTS[key])
    kind = str(one.get("/Type", "")), str(one.get("/Subtype", ""))
    for name in kind:
        if name in _KINDS and not (name == "/Screen" and "/A" not in keys):
            raise Unfit("pdf_acts", what=_KINDS[name])
    if "/FileAttachment" in kind:
        raise Unfit("pdf_acts", what="attachment")
    action = str(one.get("/S", ""))
    if action in _ACTIONS:
        raise Unfit("pdf_acts", what=_ACTIONS[action])
    if "/AA" in keys and _acts_by_itself(one.get("/AA")):
        raise Unfit("pdf_acts", what="opening")


def _acts_by_itself(events: object) -> bool:
    if not isinstance(events, pikepdf.Dictionary):
        return False
    return any(
        isinstance(action, pikepdf.Dictionary) and str(action.get("/S", "")) in _AT_OPENING
        for action in events.values()
    )
