"""Pages of a PDF as pictures, and its words, by PDFium."""

import io

import pypdfium2

WIDTH = 1000
"""Pixels of a page's width."""


def page(pdf: bytes, number: int) -> tuple[bytes, int]:
    """One page, counted from 0, as PNG, and how many pages there are. Raises IndexError for one that is not there."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        document.init_forms()
        if not 0 <= number < len(document):
            raise IndexError(number)
        one = document[number]
        drawn = one.render(scale=WIDTH / one.get_width(), may_draw_forms=True).to_pil()
        kept = io.BytesIO()
        drawn.save(kept, "PNG", optimize=True)
        return kept.getvalue(), len(document)
    finally:
        document.close()


def words(pdf: bytes) -> str:
    """The text of all pages, as a reader would copy it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(one.get_textpage().get_text_bounded() for one in document)
    finally:
        document.close()
