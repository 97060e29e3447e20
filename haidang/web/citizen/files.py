"""The bytes of a file as an answer: as what it is, never as a page, in a piece if a piece was asked for."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from haidang.core.files import queries
from haidang.core.files.models import File
from haidang.core.files.sniff import KINDS
from haidang.kernel.action import Actor

NOTHING_ELSE = "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; img-src 'self'; sandbox"
STEP = 1 << 18
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def served(request: HttpRequest, actor: Actor, file: File, *, cache: str, why: str = "") -> HttpResponseBase:
    """Raises Refused, FileNotFoundError. A browser that plays a video asks for pieces (RFC 9110, 14.2)."""
    content = queries.open_file(actor, file, why=why)
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    answer: HttpResponseBase
    if asked is None or asked[0] == "bytes=-":
        answer = FileResponse(content)
    else:
        answer = _piece(content, file.size, *asked.groups())
    is_document = KINDS[file.media_type].family == "document" if file.media_type in KINDS else True
    answer["Content-Type"] = file.media_type
    answer["Content-Disposition"] = content_disposition_header(is_document, file.name) or "inline"
    answer["Accept-Ranges"] = "bytes"
    answer["Cache-Control"] = cache
    answer["X-Content-Type-Options"] = "nosniff"
    answer["X-Robots-Tag"] = "noindex"
    answer["Content-Security-Policy"] = NOTHING_ELSE
    return answer


def _piece(content: BinaryIO, size: int, first: str, last: str) -> HttpResponseBase:
    start = int(first) if first else max(0, size - int(last))
    end = min(int(last), size - 1) if first and last else size - 1
    if start > end:
        content.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    content.seek(start)
    length = end - start + 1
    headers = {"Content-Range": f"bytes {start}-{end}/{size}", "Content-Length": str(length)}
    return StreamingHttpResponse(_read(content, length), status=206, headers=headers)


def _read(content: BinaryIO, length: int) -> Iterator[bytes]:
    with content:
        while length > 0 and (step := content.read(min(STEP, length))):
            length -= len(step)
            yield step
