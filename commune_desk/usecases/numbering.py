"""Official numbers from a block leased to this desk; every gap has a reason (domain.md 2.1, sync.md 4.10)."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

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
    in_force = [lease for lease in leases if not lease.ended and lease.valid_from <= day <= lease.valid_to]
    return min(in_force, key=lambda lease: (lease.valid_from, lease.first), default=None)


def take_number(work: Work, dossier: RecordId, now: datetime) -> GivenNumber:
    """The next number for a dossier received at `now`, inside the caller's transaction: none is lost or given twice."""
    day = to_vietnam(now).date()
    for lease in sorted(work.leases(), key=lambda one: (one.valid_from, one.first)):
        if valid_lease([lease], day) is None:
            continue
        last = work.last_number(lease.id, day)
        n = lease.first if last is None else last + 1
        if n <= lease.last:
            work.add(NumberUse(work.new_id(), lease.id, day, n, dossier))
            return GivenNumber(official_text(lease.agency, day, n), is_provisional=False)
    desk_code = work.office().desk_code
    n = work.next_local(f"provisional/{day:%y%m%d}")
    return GivenNumber(f"TẠM-{desk_code}-{day:%y%m%d}-{n:04d}", is_provisional=True)


@dataclass(frozen=True, slots=True)
class NumberState:
    """What the desk can still give today and what became of what it gave."""

    lease: Lease | None
    next_text: str
    left_today: int
    used_today: int
    voided: tuple[NumberUse, ...]
    returned: tuple[tuple[date, int, int], ...]
    """Per closed day: the unused rest first..last of the lease, which goes back to the province by itself."""


def number_state(desk: Desk) -> NumberState:
    """The ledger of the lease in force; no number is taken by asking."""
    day = to_vietnam(desk.now()).date()
    office = desk.reads.office()
    if office is None:
        raise NotFound("office-not-set")
    lease = valid_lease(desk.reads.leases(), day)
    if lease is None:
        return NumberState(None, f"TẠM-{office.desk_code}-{day:%y%m%d}-…", 0, 0, (), ())
    uses = desk.reads.number_uses(lease.id)
    today = [use.n for use in uses if use.day == day]
    following = max(today, default=lease.first - 1) + 1
    return NumberState(
        lease=lease,
        next_text=official_text(lease.agency, day, following) if following <= lease.last else "",
        left_today=max(0, lease.last - following + 1),
        used_today=len(today),
        voided=tuple(use for use in uses if use.void_reason),
        returned=_returned(lease, uses, day),
    )


def _returned(lease: Lease, uses: list[NumberUse], today: date) -> tuple[tuple[date, int, int], ...]:
    rests = []
    day = max(lease.valid_from, min((use.day for use in uses), default=today))
    while day < today:
        following = max((use.n for use in uses if use.day == day), default=lease.first - 1) + 1
        if following <= lease.last:
            rests.append((day, following, lease.last))
        day += timedelta(days=1)
    return tuple(rests)


def add_lease(desk: Desk, *, agency: str, first: int, last: int, days: tuple[date, date], granted_by: str) -> Lease:
    """Enter a block the province granted to this desk; raises InvalidInput, AlreadyThere when it overlaps one."""
    require(desk, Right.ADMINISTER)
    valid_from, valid_to = days
    if not 1 <= first <= last or valid_from > valid_to:
        raise InvalidInput("lease-out-of-order", field="first")
    if not agency.strip() or len(agency) > LONGEST_NUMBER:
        raise InvalidInput("agency-code-missing", field="agency")
    with desk.work("number.lease") as work:
        for other in work.leases():
            same_days = other.valid_from <= valid_to and valid_from <= other.valid_to
            if not other.ended and other.agency == agency and same_days and other.first <= last and first <= other.last:
                raise AlreadyThere("lease-overlaps")
        lease = Lease(work.new_id(), agency.strip(), first, last, valid_from, valid_to, granted_by)
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
