"""Finding a commune's hub on the local network: multicast DNS (RFC 6762) through zeroconf, and addresses typed by hand.

    service   _commune-hub._tcp.local., TXT: v=1, d=device number (hex), f=SHA-256 of its TLS certificate (hex),
              s=Ed25519 signature of the hub's device over the mark, device, fingerprint and port (hex)

Nothing in the announcement tells which commune it is. Whoever answers is believed by its device key alone: a desk knows
the hubs of its commune from the province's entries, so a stranger's announcement is passed over.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Lock
from typing import Final

from zeroconf import ServiceBrowser, ServiceInfo, ServiceStateChange, Zeroconf

from commune_desk.device_key import DeviceKey, verify

SERVICE: Final = "_commune-hub._tcp.local."
_MARK: Final = b"commune-desk hub 1"
_FINGERPRINT_BYTES: Final = 32
_ASK_MS: Final = 1500
KeyOf = Callable[[int], bytes | None]


@dataclass(frozen=True, slots=True)
class NearbyHub:
    """A hub that may be called: `device` number, address, port, SHA-256 of the certificate it will show."""

    device: int
    host: str
    port: int
    fingerprint: bytes

    @property
    def url(self) -> str:
        """Where it listens."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"https://{host}:{self.port}"


@contextmanager
def announced(key: DeviceKey, fingerprint: bytes, addresses: list[bytes], port: int) -> Iterator[None]:
    """The hub is found on the network while the block runs; `addresses` are packed IPv4 or IPv6 ones."""
    properties = {
        "v": "1",
        "d": f"{key.device:08x}",
        "f": fingerprint.hex(),
        "s": key.sign(_message(key.device, fingerprint, port)).hex(),
    }
    info = ServiceInfo(
        SERVICE,
        f"hub-{key.device:08x}.{SERVICE}",
        addresses=addresses,
        port=port,
        properties=properties,
        server=f"hub-{key.device:08x}.local.",
    )
    zeroconf = Zeroconf()
    try:
        zeroconf.register_service(info)
        yield
        zeroconf.unregister_service(info)
    finally:
        zeroconf.close()


class HubSearch:
    """Listens for hubs until closed; `found` is what it knows at the moment."""

    def __init__(self, key_of: KeyOf, on_change: Callable[[], None] | None = None) -> None:
        self._key_of = key_of
        self._on_change = on_change
        self._lock = Lock()
        self._hubs: dict[str, NearbyHub] = {}
        self._any = Event()
        self._zeroconf = Zeroconf()
        self._browser = ServiceBrowser(self._zeroconf, SERVICE, handlers=[self._changed])

    def found(self) -> list[NearbyHub]:
        """Hubs whose announcement their own device key signed."""
        with self._lock:
            return sorted(self._hubs.values(), key=lambda one: (one.device, one.host))

    def wait(self, timeout_s: float) -> bool:
        """Whether a hub was found within so many seconds."""
        return self._any.wait(timeout_s)

    def close(self) -> None:
        """Stop listening."""
        self._browser.cancel()
        self._zeroconf.close()

    def _changed(self, zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:
        hub = None
        if state_change is not ServiceStateChange.Removed:
            info = zeroconf.get_service_info(service_type, name, _ASK_MS)
            hub = None if info is None else read_announcement(info, self._key_of)
        with self._lock:
            self._hubs.pop(name, None)
            if hub is not None:
                self._hubs[name] = hub
        if hub is not None:
            self._any.set()
        if self._on_change is not None:
            self._on_change()


def read_announcement(info: ServiceInfo, key_of: KeyOf) -> NearbyHub | None:
    """The hub an answer on the network speaks of; None for anything malformed, unsigned or by a stranger."""
    try:
        told = {name.decode(): (value or b"").decode() for name, value in info.properties.items()}
        device, fingerprint = int(told["d"], 16), bytes.fromhex(told["f"])
        signature = bytes.fromhex(told["s"])
    except (KeyError, ValueError, UnicodeDecodeError):
        return None
    public = key_of(device)
    addresses = info.parsed_addresses()
    if public is None or info.port is None or len(fingerprint) != _FINGERPRINT_BYTES or not addresses:
        return None
    if not verify(public, _message(device, fingerprint, info.port), signature):
        return None
    return NearbyHub(device, addresses[0], info.port, fingerprint)


def _message(device: int, fingerprint: bytes, port: int) -> bytes:
    return b"%s\n%08x\n%d\n" % (_MARK, device, port) + fingerprint
