"""Two desks, one hub, no internet: they must find one another without anybody typing an address."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zeroconf import ServiceInfo

from commune_desk.device_key import DeviceKey
from sync.client.nearby import SERVICE, HubSearch, announced, read_announcement

HUB = DeviceKey.from_private(bytes(range(32)))
FINGERPRINT = bytes(range(32))
HERE = [socket.inet_aton("127.0.0.1")]
KNOWN = {HUB.device: HUB.public}


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_hub_is_found_by_whom_it_belongs_to_and_goes_when_it_goes() -> None:
    """The search runs over real multicast on this machine."""
    search, strangers = HubSearch(KNOWN.get), HubSearch({}.get)
    try:
        with announced(HUB, FINGERPRINT, HERE, 8443):
            assert search.wait(10)
            assert [(one.device, one.url, one.fingerprint) for one in search.found()] == [
                (HUB.device, "https://127.0.0.1:8443", FINGERPRINT)
            ]
            assert strangers.found() == []
    finally:
        search.close()
        strangers.close()


def info(properties: dict[str, str], port: int = 8443) -> ServiceInfo:
    return ServiceInfo(SERVICE, f"hub.{SERVICE}", addresses=HERE, port=port, properties=properties)


def true_properties(port: int = 8443) -> dict[str, str]:
    message = b"commune-desk hub 1\n%08x\n%d\n" % (HUB.device, port) + FINGERPRINT
    return {"v": "1", "d": f"{HUB.device:08x}", "f": FINGERPRINT.hex(), "s": HUB.sign(message).hex()}


def test_only_the_hubs_own_signature_counts() -> None:
    """Another port or another certificate under the same name is somebody in the middle."""
    assert read_announcement(info(true_properties()), KNOWN.get) is not None
    assert read_announcement(info(true_properties(), port=1), KNOWN.get) is None
    assert read_announcement(info(true_properties() | {"f": bytes(32).hex()}), KNOWN.get) is None
    assert read_announcement(info(true_properties()), {}.get) is None


@given(st.dictionaries(st.sampled_from(["v", "d", "f", "s"]), st.text(max_size=40)))
def test_anything_may_stand_in_an_announcement(properties: dict[str, str]) -> None:
    """Anybody on the network can send one."""
    assert read_announcement(info(properties), KNOWN.get) is None
