"""The province's own certificate authority: desks pin it at enrolment, nobody else is asked.

Two authorities are pinned, one in use and a spare, so that a lost or stolen key is answered by a new server certificate
and not by a journey to every desk. Everything lies in one folder, 0600. TLS 1.3 only (RFC 8446).
"""

import ssl
from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from sync.server.private_files import write_private

ROOT_LIFE: Final = timedelta(days=20 * 365)
LEAF_LIFE: Final = timedelta(days=397)
RENEW_BEFORE: Final = timedelta(days=60)
_BACKDATED: Final = timedelta(days=2)
_LOCAL: Final = ("localhost", "127.0.0.1", "::1")
_IN_USE: Final = "ca"
_SPARE: Final = "ca-spare"


class Authority:
    """The authority of one folder, made at first use. `now` is aware; raises OSError."""

    def __init__(self, folder: Path, now: datetime) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name in (_IN_USE, _SPARE):
            if not self._file(name).exists():
                _make_root(self._file(name), name, now)

    @property
    def roots(self) -> list[bytes]:
        """Both certificates as DER, the one in use first."""
        return [_certificate(self._file(name)).public_bytes(serialization.Encoding.DER) for name in (_IN_USE, _SPARE)]

    @property
    def leaf(self) -> Path:
        """The server's certificate and key in one PEM file."""
        return self._file("server")

    def ensure_leaf(self, names: Sequence[str], now: datetime) -> bool:
        """Have a certificate for these names and addresses that lasts; whether a new one was made."""
        wanted = sorted({*names, *_LOCAL})
        if self.leaf.exists() and _is_good(_certificate(self.leaf), wanted, now):
            return False
        self._make_leaf(wanted, now)
        return True

    def use_spare(self, names: Sequence[str], now: datetime) -> None:
        """From now on the spare authority signs; the server's certificate is made anew. Desks notice nothing."""
        first, second = self._file(_IN_USE).read_bytes(), self._file(_SPARE).read_bytes()
        write_private(self._file(_SPARE), first)
        write_private(self._file(_IN_USE), second)
        self._make_leaf(sorted({*names, *_LOCAL}), now)

    def context(self) -> ssl.SSLContext:
        """For the server's socket."""
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.minimum_version = ssl.TLSVersion.TLSv1_3
        # One ticket: a desk that comes back resumes with 0.5 kB less, and two would cost every first contact.
        made.num_tickets = 1
        made.load_cert_chain(self.leaf)
        return made

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.pem"

    def _make_leaf(self, names: Sequence[str], now: datetime) -> None:
        signer, issuer = _key(self._file(_IN_USE)), _certificate(self._file(_IN_USE))
        key = ec.generate_private_key(ec.SECP256R1())
        builder = _builder(issuer.subject, _name("commune-desk"), key, now, LEAF_LIFE)
        builder = builder.add_extension(
            x509.SubjectAlternativeName([_alternative(name) for name in names]), critical=False
        )
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        signed_by = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
        builder = builder.add_extension(signed_by, critical=False)
        _write(self.leaf, key, builder.sign(signer, hashes.SHA256()))


def _make_root(file: Path, name: str, now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(f"commune-desk {name} {x509.random_serial_number() % 0xFFFFFF:06x}")
    builder = _builder(subject, subject, key, now, ROOT_LIFE)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    builder = builder.add_extension(own, critical=False).add_extension(_SIGNS, critical=True)
    _write(file, key, builder.sign(key, hashes.SHA256()))


_SIGNS: Final = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


def _builder(
    issuer: x509.Name, subject: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, life: timedelta
) -> x509.CertificateBuilder:
    # Backdated: a desk whose clock is a day late must still get through.
    return x509.CertificateBuilder(
        issuer, subject, key.public_key(), x509.random_serial_number(), now - _BACKDATED, now + life
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _is_good(certificate: x509.Certificate, names: Sequence[str], now: datetime) -> bool:
    listed = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    held = {str(one.value) for one in listed}
    return set(names) <= held and certificate.not_valid_after_utc - now > RENEW_BEFORE


def _certificate(file: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(file.read_bytes())


def _key(file: Path) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(file.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("the authority's key is a P-256 key")
    return key


def _write(file: Path, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    write_private(file, certificate.public_bytes(pem) + private)
