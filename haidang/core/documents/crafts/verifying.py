"""What the signatures in a PDF are worth: is it unchanged, who signed when, and does somebody trusted answer for them."""

import io
from datetime import UTC, datetime
from typing import Any

from asn1crypto import x509
from pyhanko.keys.pemder import load_certs_from_pemder_data
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from .workshop import Unfit

MOST = 20
"""Signatures that are looked at."""


def verify(pdf: bytes, roots: list[bytes]) -> list[dict[str, Any]]:
    """One answer for each signature, in the order they were made; roots are PEM or DER.

    `is_whole`: nothing of what was signed has changed and nothing was added after the last signature but signatures;
    `is_trusted`: its certificate leads to one of the roots. Raises Unfit: not_pdf, locked, broken.
    """
    if b"%PDF-" not in pdf[:1024]:
        raise Unfit("not_pdf")
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        if reader.encrypted:
            raise Unfit("locked")
        signatures = list(reader.embedded_regular_signatures)[:MOST]
    except (PdfError, ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        raise Unfit("broken") from error
    trusted = list(load_certs_from_pemder_data(b"\n".join(roots))) if roots else []
    return [_judged(one, trusted) for one in signatures]


def said_code(pdf: bytes) -> str:
    """The check code that one of our documents carries in its keywords, "" for any other file."""
    try:
        info = PdfFileReader(io.BytesIO(pdf), strict=False).trailer["/Info"]
        words = str(info["/Keywords"])
    except (PdfError, KeyError, ValueError, TypeError, IndexError):
        return ""
    return next((one.removeprefix("check:") for one in words.split() if one.startswith("check:")), "")


def _judged(one: Any, roots: list[x509.Certificate]) -> dict[str, Any]:
    cert = one.signer_cert
    who = cert.subject.native if cert is not None else {}
    told = {
        "by": str(who.get("common_name", "")),
        "office": str(who.get("organization_name", "")),
        "serial": f"{cert.serial_number:x}" if cert is not None else "",
        "issuer": str(cert.issuer.native.get("common_name", "")) if cert is not None else "",
        "at": _iso(one.self_reported_timestamp),
        "is_stamped": False, "is_whole": False, "is_valid": False, "is_trusted": False, "why": "",
    }  # fmt: skip
    context = ValidationContext(trust_roots=roots, allow_fetching=False, revocation_mode="soft-fail")
    try:
        status = validate_pdf_signature(one, context)
    except (SignatureValidationError, PdfError, ValueError, KeyError, TypeError) as error:
        return told | {"why": str(error)[:200]}
    stamp = status.timestamp_validity
    is_stamped = bool(stamp and stamp.intact and stamp.valid)
    return told | {
        "at": _iso(stamp.timestamp) if stamp and is_stamped else told["at"] or _iso(status.signer_reported_dt),
        "is_stamped": is_stamped and bool(stamp and stamp.trusted),
        "is_whole": status.intact and _covers(status),
        "is_valid": status.valid,
        "is_trusted": status.trusted,
    }


def _covers(status: Any) -> bool:
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return True
    return status.coverage == SignatureCoverageLevel.ENTIRE_REVISION and bool(status.docmdp_ok)


def _iso(moment: datetime | None) -> str:
    if moment is None:
        return ""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()
