"""The doors of tus: begin, ask how far, bring a piece, give up. Who knows the address of an upload may go on with it."""

from base64 import b64decode
from binascii import Error as NotBase64
from datetime import datetime, timedelta
from hashlib import sha1, sha256
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import http_date
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from haidang.core.blocks import sender
from haidang.core.files import uploads
from haidang.core.files.models import Upload
from haidang.core.files.sniff import FAMILIES, KINDS
from haidang.kernel.action import Invalid, NotPossible, Refused
from haidang.kernel.often import counted
from haidang.web.citizen.device import voice_of
from haidang.web.citizen.limits import address_of
from haidang.web.middleware import AskingRequest

VERSION = "1.0.0"
EXTENSIONS = "creation,termination,expiration,checksum"
HASHES = {"sha1": sha1, "sha256": sha256}
PIECE = "application/offset+octet-stream"
BEGUN_AN_HOUR = 300
"""By one address, behind which there may be a town."""
IN_MEMORY = 1 << 20
STEP = 1 << 18


@csrf_exempt
@never_cache
def begin(request: AskingRequest) -> HttpResponse:
    """OPTIONS tells what is spoken here; POST announces a file."""
    if request.method == "OPTIONS":
        largest = max(kind.largest for kind in KINDS.values() if kind.family in FAMILIES)
        return _said(204, {"Tus-Version": VERSION, "Tus-Extension": EXTENSIONS, "Tus-Max-Size": str(largest),
                           "Tus-Checksum-Algorithm": ",".join(HASHES)})  # fmt: skip
    if request.method != "POST":
        return _said(405, {"Allow": "OPTIONS, POST"})
    if not _speaks(request):
        return _said(412, {"Tus-Version": VERSION})
    length = request.headers.get("Upload-Length", "")
    if not length.isdecimal():
        return _said(400, why="Upload-Length: give the size of the file in bytes")
    if counted("upload", address_of(request), timedelta(hours=1)) > BEGUN_AN_HOUR:
        return _said(429, {"Retry-After": "3600"})
    try:
        sender.must_be_let_in()
        upload = uploads.create(
            whose=f"app:{voice_of(request) or address_of(request)}"[:80],
            name=_named(request.headers.get("Upload-Metadata", "")),
            size=int(length),
            families=FAMILIES,
        )
    except Refused as error:
        return _said(403, why=error.because)
    except Invalid as error:
        return _said(413, why=error.message)
    place = request.build_absolute_uri(reverse("app_upload", args=[upload.token]))
    return _said(201, {"Location": place} | _expires(upload.expires_at))


@csrf_exempt
@never_cache
def piece(request: AskingRequest, token: str) -> HttpResponse:
    """HEAD asks how far it is, PATCH brings what follows, DELETE gives up."""
    method = request.headers.get("X-HTTP-Method-Override", request.method or "")
    does = {"HEAD": _how_far, "PATCH": _bring, "DELETE": _give_up}.get(method)
    if does is None:
        return _said(405, {"Allow": "HEAD, PATCH, DELETE"})
    if not _speaks(request):
        return _said(412, {"Tus-Version": VERSION})
    try:
        return does(request, token)
    except NotPossible as error:
        return _said(404, why=str(error))
    except uploads.Busy:
        return _said(423)
    except uploads.WrongOffset as error:
        return _said(409, {"Upload-Offset": str(error.right)})
    except Invalid as error:
        return _said(413, why=error.message)


def _how_far(request: AskingRequest, token: str) -> HttpResponse:
    upload = uploads.under_way(token)
    return _said(200, _standing(upload) | {"Upload-Length": str(upload.size)})


def _bring(request: AskingRequest, token: str) -> HttpResponse:
    offset = request.headers.get("Upload-Offset", "")
    if request.content_type != PIECE:
        return _said(415, why=f"Content-Type: {PIECE}")
    if not offset.isdecimal():
        return _said(400, why="Upload-Offset: give the first byte of this piece")
    body = cast(BinaryIO, request)
    checksum = request.headers.get("Upload-Checksum", "")
    if not checksum:
        uploads.append(token, int(offset), body)
        return _said(204, _standing(uploads.under_way(token)))
    name, _space, wanted = checksum.partition(" ")
    if name not in HASHES:
        return _said(400, why=f"Upload-Checksum: one of {', '.join(HASHES)}")
    with SpooledTemporaryFile(IN_MEMORY) as kept:
        found = HASHES[name](usedforsecurity=False)
        while step := body.read(STEP):
            found.update(step)
            kept.write(step)
        if found.digest() != _decoded(wanted):
            return _said(460, why="checksum mismatch")
        kept.seek(0)
        uploads.append(token, int(offset), cast(BinaryIO, kept))
    return _said(204, _standing(uploads.under_way(token)))


def _give_up(request: AskingRequest, token: str) -> HttpResponse:
    uploads.under_way(token)
    uploads.cancel(token)
    return _said(204)


def _speaks(request: AskingRequest) -> bool:
    return request.headers.get("Tus-Resumable") == VERSION


def _standing(upload: Upload) -> dict[str, str]:
    return {"Upload-Offset": str(upload.received)} | _expires(upload.expires_at)


def _expires(at: datetime) -> dict[str, str]:
    return {"Upload-Expires": http_date(at.timestamp())}


def _named(metadata: str) -> str:
    """The `filename` of `key base64,key base64`; "" when there is none that can be read."""
    pairs = (one.strip().partition(" ") for one in metadata.split(","))
    coded = next((value for key, _space, value in pairs if key in ("filename", "name")), "")
    return _decoded(coded).decode(errors="replace")[:160]


def _decoded(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (NotBase64, ValueError):
        return b""


def _said(status: int, headers: dict[str, str] | None = None, *, why: str = "") -> HttpResponse:
    answer = HttpResponse(why, status=status, content_type="text/plain; charset=utf-8")
    for name, value in ({"Tus-Resumable": VERSION} | (headers or {})).items():
        answer[name] = value
    return answer
