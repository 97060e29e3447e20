"""Sets HTML as an archivable PDF (PDF/A-3b by WeasyPrint: fonts embedded, colours and metadata declared), without any network."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fontpkg_be_vietnam_pro import ROOT as FONTS
from weasyprint import CSS, HTML, URLFetcher
from weasyprint.text.fonts import FontConfiguration

STYLES = Path(__file__).parent / "styles"
WEIGHTS = {
    ("normal", 400): "Regular",
    ("italic", 400): "Italic",
    ("normal", 700): "Bold",
    ("italic", 700): "BoldItalic",
}
POINTS = 0.75
"""Of a CSS pixel."""
ANCHOR = "signature"


class _Nothing(URLFetcher):  # type: ignore[misc]
    """Refuses every address but the fonts: a page may hold what a stranger typed."""

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
        if not url.startswith(FONTS.as_uri()):
            raise ValueError(f"a document fetches nothing: {url}")
        return super().fetch(url, headers)


@cache
def _fonts() -> tuple[FontConfiguration, str]:
    faces = (
        f"@font-face {{ font-family: 'Be Vietnam Pro'; font-style: {style}; font-weight: {weight};"
        f" src: url({(FONTS / 'files' / f'BeVietnamPro-{name}.ttf').as_uri()}) }}"
        for (style, weight), name in WEIGHTS.items()
    )
    return FontConfiguration(), "\n".join(faces)


@cache
def _style(name: str) -> CSS:
    fonts, faces = _fonts()
    return CSS(
        string=faces + (STYLES / f"{name}.css").read_text(encoding="utf-8"), font_config=fonts, url_fetcher=_Nothing()
    )


def press(html: str, style: str) -> tuple[bytes, int, list[float]]:
    """The PDF, how many pages it has, and where its signature belongs: page from 0, then x and y in points from below.

    The place is that of the element with the id `signature`, its upper left corner; empty without one.
    """
    fonts, _faces = _fonts()
    drawn = HTML(string=html, url_fetcher=_Nothing()).render(font_config=fonts, stylesheets=[_style(style)])
    place: list[float] = []
    for number, page in enumerate(drawn.pages):
        if ANCHOR in page.anchors:
            left, top, *_rest = page.anchors[ANCHOR]
            place = [number, left * POINTS, (page.height - top) * POINTS]
    body: bytes = drawn.write_pdf(pdf_variant="pdf/a-3b")
    return body, len(drawn.pages), place
