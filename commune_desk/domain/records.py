"""What the desk keeps. Every record is a frozen value; storage knows each by its kind and its field numbers.

A field is either written (it travels in the journal as itself) or folded (marked so here: only steps change it, and
`dossier_life.apply_step` computes it again wherever the journal is read).
Instants are aware; money is whole đồng; dates of birth are ISO dates or a bare year, as the citizen's paper has them.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, IntEnum

from commune_desk.domain.ids import RecordId
from commune_desk.domain.shared_records import MergeChoice as MergeChoice
from commune_desk.domain.shared_records import PortalTick as PortalTick
from commune_desk.domain.shared_records import Scan as Scan
from commune_desk.domain.shared_records import UnitName as UnitName
from commune_desk.domain.shared_records import Verdict as Verdict


class State(IntEnum):
    """States of the national portal (trạng thái hồ sơ), domain.md 2.3."""

    REGISTERED = 1
    RECEIVED = 2
    REFUSED = 3
    IN_PROCESS = 4
    SUPPLEMENT = 5
    FINANCIAL_DUTY = 6
    WITHDRAWAL = 7
    STOPPED = 8
    FINISHED = 9
    RETURNED = 10

    @property
    def label(self) -> str:
        """The portal's Vietnamese label."""
        return STATE_LABELS[self]

    @property
    def is_end(self) -> bool:
        """Nothing more happens to the dossier."""
        return self in (State.REFUSED, State.STOPPED, State.RETURNED)


STATE_LABELS = {
    State.REGISTERED: "Mới đăng ký",
    State.RECEIVED: "Được tiếp nhận",
    State.REFUSED: "Không được tiếp nhận",
    State.IN_PROCESS: "Đang xử lý",
    State.SUPPLEMENT: "Yêu cầu bổ sung giấy tờ",
    State.FINANCIAL_DUTY: "Yêu cầu thực hiện nghĩa vụ tài chính",
    State.WITHDRAWAL: "Công dân yêu cầu rút hồ sơ",
    State.STOPPED: "Dừng xử lý",
    State.FINISHED: "Đã xử lý xong",
    State.RETURNED: "Đã trả kết quả",
}


class Channel(Enum):
    """How the dossier came (KenhThucHien)."""

    COUNTER = "counter"
    ONLINE = "online"
    POST = "post"


class Delivery(Enum):
    """How the result goes to the citizen."""

    DESK = "desk"
    POST = "post"
    ONLINE = "online"


class Payment(Enum):
    """How the fee was paid; NONE while nothing was."""

    NONE = ""
    CASH = "cash"
    TRANSFER = "transfer"


FOLDED = {"folded": True}


@dataclass(frozen=True, slots=True)
class Person:
    """An applicant: a citizen or an organisation. Name, number and birth are protected fields (sync.md 4.3)."""

    id: RecordId
    name: str
    is_organisation: bool = False
    number: str = ""
    number_kind: str = ""
    old_number: str = ""
    birth: str = ""
    sex: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    tax_code: str = ""
    number_issued: date | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """One dossier (hồ sơ). The number is final once given; a provisional one stays searchable for ever."""

    id: RecordId
    applicant: RecordId
    procedure: str
    version: str
    case: str
    summary: str = ""
    sets: int = 1
    provisional_number: str = ""
    official_number: str = ""
    receiving_place: str = ""
    deciding_body: str = ""
    channel: Channel = Channel.COUNTER
    delivery: Delivery = Delivery.DESK
    delivery_address: str = ""
    representative: str = ""
    representative_number: str = ""
    authorisation: str = ""
    fee_dong: int | None = None
    fee_exemption: str = ""
    payment: Payment = Payment.NONE
    receipt_number: str = ""
    limit_text: str = ""
    note: str = ""
    state: State = field(default=State.REGISTERED, metadata=FOLDED)
    number: str = field(default="", metadata=FOLDED)
    received_at: datetime | None = field(default=None, metadata=FOLDED)
    due_at: datetime | None = field(default=None, metadata=FOLDED)
    finished_at: datetime | None = field(default=None, metadata=FOLDED)
    returned_at: datetime | None = field(default=None, metadata=FOLDED)
    paused_at: datetime | None = field(default=None, metadata=FOLDED)
    last_step_at: datetime | None = field(default=None, metadata=FOLDED)
    holder: str = field(default="", metadata=FOLDED)
    holder_post: str = field(default="", metadata=FOLDED)
    unit: str = field(default="", metadata=FOLDED)
    supplements: int = field(default=0, metadata=FOLDED)
    extensions: int = field(default=0, metadata=FOLDED)
    result_number: str = field(default="", metadata=FOLDED)

    @property
    def shown_number(self) -> str:
        """The official number where there is one, else the one given at the desk."""
        return self.official_number or self.number or self.provisional_number


@dataclass(frozen=True, slots=True)
class Paper:
    """One line of the checklist: what the citizen handed in, or what is missing."""

    id: RecordId
    dossier: RecordId
    component: str
    name: str
    originals: int = 0
    copies: int = 0
    is_missing: bool = False
    note: str = ""
    pages: int = 0


@dataclass(frozen=True, slots=True)
class PrintedSlip:
    """A form as it was made: `data` (domain.slips JSON) is what every reprint is painted from."""

    id: RecordId
    dossier: RecordId
    form: str
    number: str
    made_at: datetime
    data: bytes


@dataclass(frozen=True, slots=True)
class SlipCopy:
    """One more printing of a slip (copy 0 is the first)."""

    id: RecordId
    slip: RecordId
    copy: int
    printed_at: datetime


@dataclass(frozen=True, slots=True)
class Lease:
    """Running numbers this desk may give: first..last of every day from valid_from to valid_to, of one agency.

    The running number restarts each day (domain.md 2.1), so a lease names a range of it that the central system leaves
    to this desk; `ended` with a reason after a restore, a return or an exchange. `desk`: the key id of the desk it is
    granted to, '' for the one that entered it.
    """

    id: RecordId
    agency: str
    first: int
    last: int
    valid_from: date
    valid_to: date
    granted_by: str
    ended: str = ""
    desk: str = ""


@dataclass(frozen=True, slots=True)
class NumberUse:
    """One official number taken from a lease; `void_reason` when it was given up."""

    id: RecordId
    lease: RecordId
    day: date
    n: int
    dossier: RecordId
    void_reason: str = ""


@dataclass(frozen=True, slots=True)
class Office:
    """Who this desk works for and how; one record, changed by an administrator."""

    id: RecordId
    parent_agency: str
    agency: str
    place: str
    agency_code: str
    desk_code: str
    desk_name: str
    form_set: str = "TT 03/2025"
    number_suffix: str = "TTPVHCC"
    register_volume: str = "01"
    deciding_body: str = ""
    sessions: str = "07:30-11:30,13:30-17:00"
    same_day_cutoff: str = "15:00"
    is_practice: bool = False
    idle_lock_min: int = 5
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """A post (vị trí) with its rights; people hold it for dated spells."""

    id: RecordId
    name: str
    rights: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Staff:
    """A named person who signs in."""

    id: RecordId
    user_name: str
    display_name: str
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Holding:
    """A person on a post from a day to a day (open while None)."""

    id: RecordId
    staff: RecordId
    post: RecordId
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ProcedureVersion:
    """A version of a procedure added here or imported; `data` is its catalogue JSON."""

    id: RecordId
    code: str
    version: str
    valid_from: date
    data: str


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A dated exception of the calendar: day off or make-up working day, with its source."""

    id: RecordId
    day: date
    is_working: bool
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class Vote:
    """A satisfaction vote; nothing in it leads to a person or a dossier."""

    id: RecordId
    month: str
    field: str
    score: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DeskKey:
    """The public key of a desk of this commune, so that any desk checks any slip."""

    id: RecordId
    key_id: str
    public_key: bytes
    desk_name: str
    exchange_key: bytes = b""


Record = (
    Person
    | Dossier
    | Paper
    | PrintedSlip
    | SlipCopy
    | Lease
    | NumberUse
    | Office
    | Post
    | Staff
    | Holding
    | ProcedureVersion
    | CalendarDay
    | Vote
    | DeskKey
    | Scan
    | Verdict
    | PortalTick
    | MergeChoice
    | UnitName
)
