"""A small TLS server in the test's own process: uvicorn on a thread, certificates of a throw-away CA."""

import asyncio
import contextlib
import datetime
import gc
import ipaddress
import secrets
import ssl
import threading
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from starlette.applications import Starlette

_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Authority:
    """A CA of its own; `root` is its DER."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def root(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)


def authority() -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Test CA {secrets.token_hex(4)}")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - 900 * _DAY)
        .not_valid_after(now + 900 * _DAY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Authority(key, made)


def leaf_file(of: Authority, folder: Path, address: str = "127.0.0.1", until_days: int = 30) -> Path:
    """Certificate and key of a server at that IP address, in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([]))
        .issuer_name(of.certificate.subject)
        .public_key(key.public_key())
        .serial_number(2)
        .not_valid_before(now - 60 * _DAY)
        .not_valid_after(now + until_days * _DAY)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), critical=True)
        .sign(of.key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / f"leaf-{until_days}-{address}.pem"
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@contextlib.contextmanager
def serving(app: Starlette, leaf: Path) -> Iterator[int]:
    """The port of a running server."""
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=0,
        log_level="critical",
        ssl_certfile=str(leaf),
        ssl_keyfile=str(leaf),
        timeout_keep_alive=60,
        server_header=False,
        date_header=False,
        lifespan="off",
    )
    config.load()
    assert isinstance(config.ssl, ssl.SSLContext)
    config.ssl.num_tickets = 1
    server = uvicorn.Server(config)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_until_complete, args=(server.serve(),), name="tls-server")
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        server.force_exit = True
        thread.join()
        loop.run_until_complete(asyncio.sleep(0.03))  # connections refused last are let go in a later turn
        loop.close()
        del server, loop, thread, config
        with warnings.catch_warnings():
            # asyncio forgets sockets whose TLS handshake failed; they must not trouble whatever test comes next.
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()
