"""PAdES signatures (ETSI EN 319 142-1): baseline B-B, and B-T where a time stamp authority answers (RFC 3161).

At once with a key that is here, or in two halves for one that is elsewhere: `prepare` leaves room in the PDF and says which
hash is to be signed; `finish` puts the signature in, after it has been held against that very hash and the certificate.
"""

import asyncio
import io
from dataclasses import dataclass
from typing import Any

import httpx
from asn1crypto import cms, tsp
from asn1crypto import x509 as plain
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from pyhanko.keys.pemder import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields
from pyhanko.sign.signers import ExternalSigner, PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko.sign.signers.pdf_signer import PdfTBSDocument
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from haidang.kernel import outgoing

from . import trial_keys
from .workshop import Unfit

HASH = "sha256"
ROOM = 24_000
"""Hexadecimal digits kept free for a signature with its chain and a time stamp."""
BOX = (200.0, 74.0)
"""Width and height of a visible signature in points."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a signature shows: a page of PDF that is put on page `at[0]`, its upper left corner at `at[1:]` in points."""

    stamp: bytes
    at: list[float]


class _Stamper(TimeStamper):
    """A time stamp authority behind an address, asked once and not for long."""

    def __init__(self, address: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.address = address

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        kind = {"Content-Type": "application/timestamp-query"}
        try:
            async with httpx.AsyncClient(trust_env=False, verify=outgoing.trusted(), timeout=8) as client:
                answer = (await client.post(self.address, content=req.dump(), headers=kind)).raise_for_status()
        except httpx.HTTPError as error:
            raise OSError(str(error)) from error
        return tsp.TimeStampResp.load(answer.content)


def seal(
    pdf: bytes, secret: str, office: str, name: str, stamp: bytes, at: list[float], reason: str, tsa: str
) -> tuple[bytes, str]:
    """Sign with the test seal of an office; returns the PDF and the level reached, B-T or B-B."""
    held = trial_keys.seal(secret, office, name)
    root = trial_keys.authority(secret).certificate
    shape = serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    signer = SimpleSigner(
        signing_cert=_plain(held.certificate),
        signing_key=load_private_key_from_pemder_data(held.key.private_bytes(*shape), None),
        cert_registry=_registry([_plain(root)]),
    )
    for stamper, level in ((_Stamper(tsa), "B-T"), (None, "B-B")) if tsa else ((None, "B-B"),):
        writer = _writer(pdf)
        try:
            done = _signer(writer, signer, stamper, name, reason, Look(stamp, at)).sign_pdf(writer)
        except OSError:
            continue  # a signature without its time is a signature
        return done.getvalue(), level
    raise AssertionError("the last way needs no authority")


def prepare(
    pdf: bytes, certificate: bytes, chain: list[bytes], stamp: bytes, at: list[float], reason: str
) -> dict[str, Any]:
    """The PDF with room for a signature, the hash that is to be signed (hexadecimal) and what `finish` needs again."""
    cert = _loaded(certificate)
    writer = _writer(pdf)
    outer = _signer(writer, _external(cert, chain, None), None, _common_name(cert), reason, Look(stamp, at))
    digest, _tbs, output = _run(outer.async_digest_doc_for_signing(writer, bytes_reserved=ROOM))
    signer = _external(cert, chain, None)
    attributes = _run(signer.signed_attrs(digest.document_digest, HASH, use_pades=True))
    told = hashes.Hash(hashes.SHA256())
    told.update(attributes.dump())
    output.seek(0)
    return {
        "pdf": output.read(),
        "hash": told.finalize().hex(),
        "kept": {
            "attributes": attributes.dump().hex(),
            "digest": digest.document_digest.hex(),
            "region": [digest.reserved_region_start, digest.reserved_region_end],
        },
    }


def finish(
    prepared: bytes, kept: dict[str, Any], certificate: bytes, chain: list[bytes], signature: bytes, tsa: str
) -> tuple[bytes, str]:
    """The whole signed PDF and the level reached. Raises Unfit `wrong_signature` for one over anything else."""
    cert = _loaded(certificate)
    attributes = cms.CMSAttributes.load(bytes.fromhex(kept["attributes"]))
    told = hashes.Hash(hashes.SHA256())
    told.update(attributes.dump())
    if not is_signed_by(certificate, told.finalize(), signature):
        raise Unfit("wrong_signature")
    start, end = kept["region"]
    digest = PreparedByteRangeDigest(bytes.fromhex(kept["digest"]), start, end)
    signer = _external(cert, chain, signature)
    level = "B-T" if tsa else "B-B"
    try:
        stamper = _Stamper(tsa) if tsa else None
        made = _run(signer.async_sign_prescribed_attributes(HASH, signed_attrs=attributes, timestamper=stamper))
    except OSError:
        level = "B-B"
        made = _run(signer.async_sign_prescribed_attributes(HASH, signed_attrs=attributes))
    output = io.BytesIO(prepared)
    PdfTBSDocument.finish_signing(output, digest, made)
    return output.getvalue(), level


def is_signed_by(certificate: bytes, told: bytes, signature: bytes) -> bool:
    """Whether this is the signature of the certificate's key over a SHA-256 hash (RSA with PKCS#1 v1.5, or ECDSA)."""
    key = x509.load_der_x509_certificate(_loaded(certificate).dump()).public_key()
    hashed = Prehashed(hashes.SHA256())
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, told, padding.PKCS1v15(), hashed)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, told, ec.ECDSA(hashed))
        else:
            return False
    except InvalidSignature:
        return False
    return True


def _writer(pdf: bytes) -> IncrementalPdfFileWriter:
    return IncrementalPdfFileWriter(io.BytesIO(pdf))


def _signer(
    writer: IncrementalPdfFileWriter, signer: Any, stamper: TimeStamper | None, name: str, reason: str, look: Look
) -> PdfSigner:
    """One field, named by how many there are already; shown if there is a place for it."""
    field = f"Signature{1 + len(list(fields.enumerate_sig_fields(writer)))}"
    meta = PdfSignatureMetadata(
        field_name=field, md_algorithm=HASH, subfilter=fields.SigSeedSubFilter.PADES, name=name, reason=reason
    )
    if not look.at:
        return PdfSigner(meta, signer=signer, timestamper=stamper)
    page, left, top = look.at
    box = (round(left), round(top - BOX[1]), round(left + BOX[0]), round(top))
    style = StaticStampStyle(background=_Page(look.stamp), background_opacity=1, border_width=0)
    spec = fields.SigFieldSpec(sig_field_name=field, on_page=int(page), box=box)
    return PdfSigner(meta, signer=signer, timestamper=stamper, stamp_style=style, new_field_spec=spec)


class _Page(PdfContent):
    """A page of PDF that is at hand as bytes."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__()
        self.pdf = pdf

    def render(self) -> bytes:
        form = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self.pdf)))
        self.resources.xobject["/Signature"] = form
        left, bottom, right, top = (float(one) for one in form.get_object()["/BBox"])
        self.box = BoxConstraints(width=right - left, height=top - bottom)
        return b"/Signature Do"


def _external(cert: plain.Certificate, chain: list[bytes], signature: bytes | None) -> ExternalSigner:
    others = [_loaded(one) for one in chain]
    return ExternalSigner(signing_cert=cert, cert_registry=_registry(others), signature_value=signature)


def _loaded(certificate: bytes) -> plain.Certificate:
    """One certificate in PEM or DER."""
    return next(iter(load_certs_from_pemder_data(certificate)))


def _registry(certificates: list[plain.Certificate]) -> SimpleCertificateStore:
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(certificates)
    return store


def _plain(certificate: x509.Certificate) -> plain.Certificate:
    return plain.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _common_name(cert: plain.Certificate) -> str:
    return str(cert.subject.native.get("common_name", cert.subject.human_friendly))


def _run(waiting: Any) -> Any:
    return asyncio.run(waiting)
