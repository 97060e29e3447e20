"""Where the doors for files listen, from the environment; their certificate and host key, from the home.

HAIDANG_FTP_PORT, HAIDANG_SFTP_PORT   a door without a port stays closed
HAIDANG_DROP_HOST                     the address they listen on (HAIDANG_HOST, 127.0.0.1)
HAIDANG_FTP_TLS=required              no sign-in without TLS; otherwise senders may ask for it
HAIDANG_FTP_CERTIFICATE, ..._KEY      PEM files; without them a certificate that the home makes for itself
HAIDANG_FTP_PASSIVE=40000-40099       the ports of data connections, for a firewall
HAIDANG_FTP_ADDRESS                   the address told to senders when the centre is behind one
"""

import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import asyncssh
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from haidang.kernel import clock, home

ITS_OWN_FOR = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class FtpSettings:
    host: str
    port: int
    tls_required: bool = False
    passive_ports: range | None = None
    address: str = ""
    certificate_file: str = ""
    key_file: str = ""

    def certificate(self) -> tuple[Path, Path]:
        """PEM files of the certificate and its key."""
        if self.certificate_file:
            return Path(self.certificate_file), Path(self.key_file or self.certificate_file)
        return own_certificate()


@dataclass(frozen=True, slots=True)
class SftpSettings:
    host: str
    port: int


def ftp() -> FtpSettings | None:
    """Raises ValueError."""
    port = _port("HAIDANG_FTP_PORT")
    if port is None:
        return None
    tls = os.environ.get("HAIDANG_FTP_TLS", "")
    if tls not in ("", "required"):
        raise ValueError(f"HAIDANG_FTP_TLS is {tls!r}: write required, or leave it out")
    return FtpSettings(
        _host(), port, tls == "required", _range("HAIDANG_FTP_PASSIVE"), os.environ.get("HAIDANG_FTP_ADDRESS", ""),
        os.environ.get("HAIDANG_FTP_CERTIFICATE", ""), os.environ.get("HAIDANG_FTP_KEY", ""),
    )  # fmt: skip


def sftp() -> SftpSettings | None:
    """Raises ValueError."""
    port = _port("HAIDANG_SFTP_PORT")
    return None if port is None else SftpSettings(_host(), port)


def _host() -> str:
    return os.environ.get("HAIDANG_DROP_HOST") or os.environ.get("HAIDANG_HOST") or "127.0.0.1"


def _port(name: str) -> int | None:
    text = os.environ.get(name, "")
    if not text:
        return None
    if not text.isdecimal() or int(text) > 65535:
        raise ValueError(f"{name} is {text!r}: give a number from 1 to 65535, or leave it out")
    return int(text)


def _range(name: str) -> range | None:
    text = os.environ.get(name, "")
    if not text:
        return None
    first, _dash, last = text.partition("-")
    if not first.isdecimal() or not last.isdecimal() or not 0 < int(first) <= int(last) <= 65535:
        raise ValueError(f"{name} is {text!r}: write a range of ports like 40000-40099")
    return range(int(first), int(last) + 1)


def host_key() -> asyncssh.SSHKey:
    """The SFTP door's own, made on first use."""
    path = _secrets() / "sftp_host_key"
    if not path.exists():
        _write(path, asyncssh.generate_private_key("ssh-ed25519").export_private_key())
    return asyncssh.read_private_key(path)


def fingerprint() -> str:
    """By which senders know the SFTP door."""
    return host_key().get_fingerprint()


def own_certificate() -> tuple[Path, Path]:
    """One that nobody vouches for: it hides what is sent, and senders may keep it to know the door again."""
    certificate, key = _secrets() / "ftp_certificate.pem", _secrets() / "ftp_key.pem"
    if not certificate.exists() or not key.exists():
        private = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Hai Dang")])
        now = clock.now()
        made = x509.CertificateBuilder(
            issuer_name=name, subject_name=name, public_key=private.public_key(), serial_number=x509.random_serial_number(),
            not_valid_before=now - timedelta(days=1), not_valid_after=now + ITS_OWN_FOR,
        ).sign(private, hashes.SHA256())  # fmt: skip
        pem = serialization.Encoding.PEM
        plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        _write(key, private.private_bytes(pem, *plain))
        _write(certificate, made.public_bytes(pem))
    return certificate, key


def _secrets() -> Path:
    here = home.here()
    here.ensure()
    folder = here.root / "secrets"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _write(path: Path, text: bytes) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_bytes(text)
    draft.replace(path)
