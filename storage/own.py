"""Which of the commune's records are this desk's own, once other desks' arrive by sync."""

from collections.abc import Sequence

from commune_desk.domain.records import Lease, Office


def own_leases(leases: Sequence[Lease], device: int) -> list[Lease]:
    """Those granted to `device`; a lease that names no desk belongs to the desk that entered it."""
    name = f"{device:08x}"
    return [one for one in leases if (one.desk or f"{one.id.origin.device:08x}") == name]


def own_office(offices: Sequence[Office], device: int) -> Office | None:
    """The one this desk was founded with; on a desk that took over another's journal the first there is."""
    own = (one for one in offices if one.id.origin.device == device)
    return next(own, next(iter(offices), None))
