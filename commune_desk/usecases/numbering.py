"""Official numbers from a block leased to this desk; every gap has a reason (domain.md 2.1, sync.md 4.10)."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from commune_desk.domain.dossier_life import Right
from commune_desk.domain.errors import AlreadyThere, InvalidInput, NotAllowedNow, NotFound
from commune_desk.domain.ids import RecordId
from commune_desk.domain.records import Dossier, Lease, NumberUse
from commune_desk.domain.text import nfc
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.ports import Changes, Desk, Work
from commune_desk.usecases.rights import require

LONGEST_NUMBER = 50


@dataclass(frozen=True, slots=True)
class GivenNumber:
    """A number as printed; `is_provisional` where no lease was valid."""

    text: str
    is_provisional: bool


def official_text(agency: str, day: date, n: int) -> str:
    """`H12.045.01-261122-0007`: agency identifier, day, running number of at least four digits."""
    return f"{agency}-{day:%y%m%d}-{n:04d}"


def valid_lease(leases: list[Lease], day: date) -> Lease | None:
    """The lease in force on `day`, the one that began first if several are."""
    return next(iter(_in_force(leases, day)), None)


def _in_force(leases: list[Lease], day: date) -> list[Lease]:
    valid = [lease for lease in leases if not lease.ended and lease.valid_from <= day <= lease.valid_to]
    return sorted(valid, key=lambda lease: (lease.valid_from, lease.first))


def take_number(work: Work, dossier: RecordId, now: datetime) -> GivenNumber:
    """The next number for a dossier received at `now`, inside the caller's transaction: none is lost or given twice."""
    day = to_vietnam(now).date()
    for lease in _in_force(work.leases(), day):
        n = _following(work, lease, day)
        if n <= lease.last:
            work.add(NumberUse(work.new_id(), lease.id, day, n, dossier))
            return GivenNumber(official_text(lease.agency, day, n), is_provisional=False)
    desk_code = work.office().desk_code
    n = work.next_local(f"provisional/{day:%y%m%d}")
    return GivenNumber(f"TẠM-{desk_code}-{day:%y%m%d}-{n:04d}", is_provisional=True)


def _following(work: Work, lease: Lease, day: date) -> int:
    """The number after the last one given from this range: a range that ended and was granted again goes on."""
    same_range = [one for one in work.leases() if one.agency == lease.agency and _overlap(one, lease)]
    given = [work.last_number(one.id, day) for one in same_range]
    return max((n + 1 for n in given if n is not None and lease.first <= n <= lease.last), default=lease.first)


def _overlap(one: Lease, other: Lease) -> bool:
    return one.first <= other.last and other.first <= one.last


@dataclass(frozen=True, slots=True)
class NumberState:
    """What the desk can still give today and what became of what it gave; `lease` is the one the next comes from."""

    lease: Lease | None
    next_text: str
    left_today: int
    used_today: int
    voided: tuple[NumberUse, ...]
    returned: tuple[tuple[date, int, int], ...]
    """Per earlier day on which a number was used: the unused rest first..last, which goes back to the province."""


def number_state(desk: Desk) -> NumberState:
    """The ledger of the leases in force, used up ones included; no number is taken by asking."""
    day = to_vietnam(desk.now()).date()
    office = desk.reads.office()
    if office is None:
        raise NotFound("office-not-set")
    leases = desk.reads.leases()
    uses = {lease.id: desk.reads.number_uses(lease.id) for lease in leases}
    in_force = _in_force(leases, day)
    following = {lease.id: _following_in(lease, leases, uses, day) for lease in in_force}
    open_ = [lease for lease in in_force if following[lease.id] <= lease.last]
    lease = next(iter(open_ or in_force), None)
    if open_:
        next_text = official_text(open_[0].agency, day, following[open_[0].id])
    else:
        next_text = "" if in_force else f"TẠM-{office.desk_code}-{day:%y%m%d}-…"
    return NumberState(
        lease=lease,
        next_text=next_text,
        left_today=sum(one.last - following[one.id] + 1 for one in open_),
        used_today=sum(use.day == day for one in in_force for use in uses[one.id]),
        voided=tuple(use for one in in_force for use in uses[one.id] if use.void_reason),
        returned=tuple(rest for one in in_force for rest in _returned(one, uses[one.id], day)),
    )


def _following_in(lease: Lease, leases: list[Lease], uses: dict[RecordId, list[NumberUse]], day: date) -> int:
    same_range = [one for one in leases if one.agency == lease.agency and _overlap(one, lease)]
    given = (use.n for one in same_range for use in uses[one.id] if use.day == day)
    return max((n + 1 for n in given if lease.first <= n <= lease.last), default=lease.first)


def _returned(lease: Lease, uses: list[NumberUse], today: date) -> tuple[tuple[date, int, int], ...]:
    highest: dict[date, int] = {}
    for use in uses:
        highest[use.day] = max(use.n, highest.get(use.day, 0))
    return tuple((day, n + 1, lease.last) for day, n in sorted(highest.items()) if day < today and n < lease.last)


def add_lease(desk: Desk, *, agency: str, first: int, last: int, days: tuple[date, date], granted_by: str) -> Lease:
    """Enter a block the province granted to this desk; raises InvalidInput, AlreadyThere when it overlaps one."""
    require(desk, Right.ADMINISTER)
    valid_from, valid_to = days
    if not 1 <= first <= last or valid_from > valid_to:
        raise InvalidInput("lease-out-of-order", field="first")
    agency = nfc(agency)
    if not agency or len(agency) > LONGEST_NUMBER:
        raise InvalidInput("agency-code-missing", field="agency")
    with desk.work("number.lease") as work:
        for other in work.leases():
            same_days = other.valid_from <= valid_to and valid_from <= other.valid_to
            same_numbers = other.first <= last and first <= other.last
            if not other.ended and other.agency == agency and same_days and same_numbers:
                raise AlreadyThere("lease-overlaps")
        lease = Lease(work.new_id(), agency, first, last, valid_from, valid_to, nfc(granted_by))
        work.add(lease)
    return lease


def end_lease(desk: Desk, lease: RecordId, reason: str) -> None:
    """Give a block back; its unused numbers are accounted for by the reason."""
    require(desk, Right.ADMINISTER)
    if not reason.strip():
        raise InvalidInput("reason-missing", field="reason")
    with desk.work("number.lease-end") as work:
        work.put(replace(work.get(Lease, lease), ended=reason.strip()))


def void_number(desk: Desk, use: RecordId, reason: str) -> None:
    """Mark a number that will never be used (misprint, test) with its reason; it is not given again."""
    require(desk, Right.APPROVE)
    if not reason.strip():
        raise InvalidInput("reason-missing", field="reason")
    with desk.work("number.void") as work:
        work.put(replace(work.get(NumberUse, use), void_reason=nfc(reason).strip()))


def map_number(desk: Desk, dossier: RecordId, official: str) -> Changes:
    """Tie the central system's number to a dossier; the printed one stays searchable for ever."""
    require(desk, Right.RECEIVE)
    text = nfc(official).strip().upper()
    if not text or len(text) > LONGEST_NUMBER or any(letter.isspace() for letter in text):
        raise InvalidInput("official-number-shape", field="number")
    with desk.work("number.map") as work:
        taken = work.find_dossier(text)
        if taken is not None and taken.id != dossier:
            raise AlreadyThere("number-of-another-dossier")
        found = work.get(Dossier, dossier)
        if found.received_at is None:
            raise NotAllowedNow("not-received-yet")
        work.put(replace(found, official_number=text))
    return work.changes
