"""Telling a web page from figures: a source that shows its login or an error does so with status 200."""

from haidang.core.pulling.faults import Fault

HEAD = 600


def is_page(body: bytes, kind: str) -> bool:
    start = body[:HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html")) or (kind == "text/html" and start.startswith(b"<"))


def refuse_page(body: bytes, kind: str) -> None:
    """Raises Fault with the title of the page, or how it begins."""
    if not is_page(body, kind):
        return
    text = body[:20_000].decode("utf-8", "replace")
    title = text.lower().find("<title")
    if title >= 0:
        text = text[text.find(">", title) + 1 :].partition("<")[0]
    raise Fault("html", start=" ".join(text.split())[:80])
