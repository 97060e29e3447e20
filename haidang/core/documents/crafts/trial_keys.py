"""Certificates for trying signatures out, made from a secret of the home: never legal proof, and said so in every name.

The keys follow from the secret alone (HKDF, RFC 5869; ECDSA without randomness, RFC 6979), so nothing has to be kept and
every process of a home has the same authority. A real office signs with a certificate of a licensed authority: its root
stands in `<home>/trust/*.pem`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

SECRET = "documents-test-authority"  # noqa: S105 - the name of a secret of the home
NO_VALUE = "Chứng thư thử nghiệm, không có giá trị pháp lý"
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the curve P-256 (SEC 2)."""
FROM, UNTIL = datetime(2025, 1, 1, tzinfo=UTC), datetime(2045, 1, 1, tzinfo=UTC)

PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey


@dataclass(frozen=True, slots=True)
class Keyed:
    """A certificate with its key."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


def authority(secret: str) -> Keyed:
    """The root of this home's test certificates."""
    key = _key(secret, "authority")
    name = _name("Hải Đăng – gốc chứng thư thử nghiệm", NO_VALUE)
    builder = _builder(name, name, key.public_key(), f"authority {secret}")
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
    return Keyed(key, builder.sign(key, hashes.SHA256(), ecdsa_deterministic=True))


def seal(secret: str, office: str, name: str) -> Keyed:
    """The test seal of an office, by its code and name."""
    key = _key(secret, f"seal {office}")
    return Keyed(key, issued(secret, name, office, key.public_key()))


def issued(
    secret: str, name: str, serial: str, public_key: PublicKey, *, organisation: str = "", for_time: bool = False
) -> x509.Certificate:
    """A certificate of the test authority. `serial` tells holders of one name apart; `for_time`: it may only stamp times."""
    root = authority(secret)
    subject = _name(name, organisation or NO_VALUE, serial)
    builder = _builder(subject, root.certificate.subject, public_key, f"{serial} {name}")
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(root.key.public_key()), critical=False
    )
    if for_time:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    usage = _usage(digital_signature=True, content_commitment=not for_time)
    return builder.add_extension(usage, critical=True).sign(root.key, hashes.SHA256(), ecdsa_deterministic=True)


def pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _key(secret: str, whose: str) -> ec.EllipticCurvePrivateKey:
    drawn = HKDF(hashes.SHA256(), 48, salt=None, info=whose.encode()).derive(secret.encode())
    return ec.derive_private_key(int.from_bytes(drawn, "big") % (ORDER - 1) + 1, ec.SECP256R1())


def _name(common: str, organisation: str, serial: str = "") -> x509.Name:
    parts = [(NameOID.COUNTRY_NAME, "VN"), (NameOID.ORGANIZATION_NAME, organisation[:64])]
    parts += [(NameOID.COMMON_NAME, common[:64]), *([(NameOID.SERIAL_NUMBER, serial[:64])] if serial else [])]
    return x509.Name([x509.NameAttribute(oid, text) for oid, text in parts])


def _builder(subject: x509.Name, issuer: x509.Name, key: PublicKey, what: str) -> x509.CertificateBuilder:
    shape = serialization.PublicFormat.SubjectPublicKeyInfo
    told = what.encode() + key.public_bytes(serialization.Encoding.DER, shape)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    builder = builder.serial_number(int.from_bytes(sha256(told).digest()[:15], "big") | 1)
    builder = builder.not_valid_before(FROM).not_valid_after(UNTIL)
    return builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)


def _usage(**on: bool) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: on.get(name, False) for name in names})
