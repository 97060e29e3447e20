"""Code 128 (ISO/IEC 15417), set B: the bars that the scanner of a counter reads, and QR codes beside them, as SVG."""

import io

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

WIDTHS = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 "
    "123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 "
    "232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 "
    "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 "
    "111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 "
    "111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 "
    "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112"
).split()
START_B, STOP, MODULUS = 104, 106, 103
QUIET = 10
"""Modules left blank on either side, as the standard asks."""
HEIGHT = 40


def symbols(text: str) -> list[int]:
    """The symbols of a text with start, check and stop. Raises ValueError for signs set B does not have.

    >>> symbols("PJJ123C")[-2]
    55
    """
    if not text or any(not 32 <= ord(sign) < 127 for sign in text):
        raise ValueError(f"Code 128 B has no sign for all of {text!r}")
    values = [ord(sign) - 32 for sign in text]
    check = (START_B + sum(at * value for at, value in enumerate(values, 1))) % MODULUS
    return [START_B, *values, check, STOP]


def code128(text: str) -> SafeString:
    """The bars as an SVG that scales; its width in modules is in the viewBox."""
    at, bars = QUIET, []
    for symbol in symbols(text):
        for place, width in enumerate(WIDTHS[symbol]):
            if place % 2 == 0:
                bars.append(f"M{at} 0h{width}v{HEIGHT}h-{width}z")
            at += int(width)
    return format_html(
        '<svg class="barcode" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}"><path d="{}"/></svg>',
        at + QUIET, HEIGHT, text, "".join(bars),
    )  # fmt: skip


def qr(text: str) -> SafeString:
    drawn = io.BytesIO()
    segno.make(text, error="m", boost_error=False).save(
        drawn, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=2, nl=False
    )
    return mark_safe(drawn.getvalue().decode())  # noqa: S308 - drawn by segno, the text is not in it
