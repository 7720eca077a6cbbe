"""Whose key a device's heads are checked with."""

from commune_desk.device_key import DeviceKey, key_id
from storage.engine import Raw
from storage.intake import KeyOf
from storage.origins import Origins


def key_finder(raw: Raw, origins: Origins, own: DeviceKey) -> KeyOf:
    """The raw public key of a device: this desk's own, a pinned server's, or one that the province published.

    A device's number is only 32 bits of its key's hash: whoever may publish keys could find a second key to a number.
    So once a province is pinned only its own records count; before, the desk believes what its journal holds.
    """
    found = {own.device: own.public}
    pinned = [(name, bytes(key)) for name, key in raw.execute("SELECT name, public_key FROM peer").fetchall() if key]
    province = next((int(key_id(key), 16) for name, key in pinned if name == "province"), None)
    for id_, name, public in raw.execute("SELECT id, key_id, public_key FROM desk_key").fetchall():
        author = origins.unpack(id_).origin.device
        if key_id(public) == name and (province is None or author == province):
            found.setdefault(int(name, 16), bytes(public))
    found.update({int(key_id(key), 16): key for _, key in pinned})
    return found.get
