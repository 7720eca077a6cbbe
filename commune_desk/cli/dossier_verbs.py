"""Verbs on dossiers: each signs in, runs the window's own use case and closes the desk."""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commune_desk.cli.instants import parse_instant
from commune_desk.cli.output import DONE, NOTHING, Answer
from commune_desk.cli.reception_file import read_reception
from commune_desk.domain.dossier_life import StepKind
from commune_desk.domain.errors import DiskFull, InvalidInput, NotFound, ReadOnly
from commune_desk.domain.records import Dossier, PrintedSlip, State
from commune_desk.paths import Profile
from commune_desk.ports import DossierLine, Filter
from commune_desk.usecases.numbering import number_state
from commune_desk.usecases.print_again import print_again, slip_of
from commune_desk.usecases.receive_dossier import receive_dossier
from commune_desk.usecases.reception_input import PaperInput
from commune_desk.usecases.take_step import StepInput, make_control_slip, take_step
from ui.words import sentence

if TYPE_CHECKING:
    from commune_desk.domain.ids import RecordId
    from commune_desk.domain.slips import Slip
    from storage.signed_desk import SignedDesk

FOUND_AT_MOST = 50
DISK_FULL_ERRNO = 28


@contextmanager
def signed_in(given: argparse.Namespace, profile: Profile) -> "Iterator[SignedDesk]":
    """The desk with the named person signed in; closed on leaving."""
    from commune_desk.build import doors_of, only_user

    doors = doors_of(profile)
    desk = doors.sign_in(given.user or only_user(doors), password(given))
    try:
        yield desk
    finally:
        desk.file.close()


def password(given: argparse.Namespace) -> str:
    """The first line of standard input or of the file; raises InvalidInput('password-missing')."""
    if not given.password_file:
        raise InvalidInput("password-missing", field="password")
    try:
        if given.password_file == "-":  # noqa: S105  a dash, not a password
            text = sys.stdin.buffer.readline().decode("utf-8")
        else:
            text = Path(given.password_file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise InvalidInput("password-file-unreadable", field="password") from None
    return text.splitlines()[0] if text.strip() else ""


def number(given: argparse.Namespace, profile: Profile) -> Answer:
    """The lease in force, the next number, gaps and their reasons."""
    with signed_in(given, profile) as desk:
        state = number_state(desk)
    lease = state.lease
    value = {
        "next": state.next_text,
        "provisional": lease is None or not state.next_text,
        "left_today": state.left_today,
        "used_today": state.used_today,
        "lease": {"agency": lease.agency, "first": lease.first, "last": lease.last} if lease else None,
        "voided": [{"day": use.day, "n": use.n, "reason": use.void_reason} for use in state.voided],
        "returned": [{"day": day, "first": first, "last": last} for day, first, last in state.returned],
    }
    return Answer(value, [f"{name}: {text}" for name, text in value.items()])


def receive(given: argparse.Namespace, profile: Profile) -> Answer:
    """Receive the dossier of a JSON file; the slip goes to the profile's prints folder."""
    with signed_in(given, profile) as desk:
        received = receive_dossier(desk, read_reception(given.file, desk))
        from printing.headless import pdf_bytes

        paths = [write_pdf(profile.prints, received.dossier, slip, pdf_bytes(slip_of(slip))) for slip in received.slips]
    dossier = received.dossier
    value = {
        "number": dossier.shown_number,
        "provisional": not dossier.number,
        "due": dossier.due_at.isoformat() if dossier.due_at else None,
        "slip": str(paths[0]),
        "slips": [str(path) for path in paths],
    }
    return Answer(value, [f"{name}: {text}" for name, text in value.items()])


def write_pdf(folder: Path, dossier: Dossier, slip: PrintedSlip, pdf: bytes) -> Path:
    """A PDF its owner alone can read; the folder is emptied when the window opens the desk next."""
    path = folder / f"{slip.form}-{dossier.shown_number}.pdf"
    write_file(path, pdf)
    return path


def write_file(path: Path, data: bytes) -> None:
    """Write for the owner only; raises DiskFull or ReadOnly."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_bytes(data)
    except OSError as error:
        if error.errno == DISK_FULL_ERRNO:
            raise DiskFull("disk-full") from error
        raise ReadOnly("read-only") from error


def find(given: argparse.Namespace, profile: Profile) -> Answer:
    """Dossiers that match, the best first."""
    with signed_in(given, profile) as desk:
        rows = desk.reads.dossiers(Filter(text=given.text), limit=FOUND_AT_MOST).rows
    value = [_line(row) for row in rows]
    return Answer(
        value,
        [f"{row['number']}  {row['applicant']}  {row['procedure']}  {row['state_label']}" for row in value],
        DONE if rows else NOTHING,
    )


def _state_words(state: State) -> dict[str, str | int]:
    """`received`, `in-process` …, the portal's number and its label."""
    word = state.name.lower().replace("_", "-")
    return {"state": word, "state_code": state.value, "state_label": state.label}


def _line(row: DossierLine) -> dict[str, Any]:
    return {
        "number": row.number,
        "applicant": row.applicant,
        "procedure": row.procedure,
        "procedure_name": row.procedure_name,
        **_state_words(row.state),
        "due": row.due_at.isoformat() if row.due_at else None,
        "matched": row.matched,
    }


def show(given: argparse.Namespace, profile: Profile) -> Answer:
    """One dossier with its timeline; exit 1 where there is none of that number."""
    with signed_in(given, profile) as desk:
        found = desk.reads.find_number(given.number)
        view = desk.reads.dossier(found) if found is not None else None
    if view is None:
        unknown = NotFound("dossier-unknown")
        message = sentence(unknown)
        return Answer({"error": unknown.code, "message": message}, [message], NOTHING)
    dossier = view.dossier
    value = {
        "number": dossier.shown_number,
        "applicant": view.applicant.name,
        "procedure": dossier.procedure,
        "procedure_name": view.procedure_name,
        "version": dossier.version,
        "case": dossier.case,
        **_state_words(dossier.state),
        "received": dossier.received_at.isoformat() if dossier.received_at else None,
        "due": dossier.due_at.isoformat() if dossier.due_at else None,
        "papers": [{"name": paper.name, "missing": paper.is_missing} for paper in view.papers],
        "slips": [{"form": slip.form, "number": slip.number, "copies": copies} for slip, copies in view.slips],
        "timeline": [
            {
                "at": item.at.isoformat(),
                "action": item.action,
                "step": item.step.kind.value if item.step else None,
                "reason": item.step.reason if item.step else "",
                "by": item.person,
                "post": item.post,
            }
            for item in view.timeline
        ],
    }
    return Answer(value, [f"{name}: {text}" for name, text in value.items()])


def _found(desk: "SignedDesk", number_: str) -> "RecordId":
    found = desk.reads.find_number(number_)
    if found is None:
        raise NotFound("dossier-unknown")
    return found


def act(given: argparse.Namespace, profile: Profile) -> Answer:
    """Take one step with a dossier."""
    try:
        kind = StepKind(given.step)
    except ValueError:
        raise InvalidInput("step-unknown", field="step") from None
    wanted = StepInput(
        kind=kind,
        reason=given.reason,
        asked=tuple(PaperInput(f"asked-{index}", name, originals=1) for index, name in enumerate(given.paper, 1)),
        new_due=parse_instant(given.new_due, "new_due") if given.new_due else None,
        unit=given.unit,
        number=given.result_number,
        approved_by=given.approved_by,
        to_state=_state(given.state),
    )
    with signed_in(given, profile) as desk:
        taken = take_step(desk, _found(desk, given.number), wanted)
    value = {
        "number": taken.dossier.shown_number,
        **_state_words(taken.dossier.state),
        "due": taken.dossier.due_at.isoformat() if taken.dossier.due_at else None,
        "forms": [slip.form for slip in taken.slips],
    }
    return Answer(value, [f"{name}: {text}" for name, text in value.items()])


def _state(number_: int) -> State | None:
    """The state of that number, None for 0; raises InvalidInput('state-missing') where there is none."""
    try:
        return State(number_) if number_ else None
    except ValueError:
        raise InvalidInput("state-missing", field="state") from None


def print_form(given: argparse.Namespace, profile: Profile) -> Answer:
    """The newest slip of that form to a PDF: counted as a copy, painted from the stored data."""
    from printing.headless import pdf_bytes

    with signed_in(given, profile) as desk:
        dossier = _found(desk, given.number)
        slips = [slip for slip, _ in desk.reads.dossier(dossier).slips if slip.form == given.form]
        if given.form == "control":
            page: Slip = slip_of(make_control_slip(desk, dossier))
        elif slips:
            page = print_again(desk, slips[-1].id)
        else:
            raise NotFound("form-not-made")
    write_file(given.to, pdf_bytes(page))
    return Answer({"path": str(given.to), "form": given.form}, [str(given.to)])


def check_slip(given: argparse.Namespace, profile: Profile) -> Answer:
    """Whether a slip's signature is a known desk's and its facts are unaltered; no network needed."""
    from commune_desk.usecases.check_slip import check_text

    texts = _slip_texts(given.slip)
    with signed_in(given, profile) as desk:
        checks = [check_text(desk, text) for text in texts]
    best = next((check for check in checks if check["verdict"] != "not-a-slip"), checks[0] if checks else None)
    if best is None:
        return Answer({"verdict": "not-a-slip"}, ["not-a-slip"], NOTHING)
    return Answer(best, [json.dumps(best, ensure_ascii=False)], DONE if best["verdict"] == "genuine" else NOTHING)


def _slip_texts(slip: str) -> list[str]:
    path = Path(slip)
    if path.suffix.lower() not in (".pdf", ".png", ".jpg", ".jpeg"):
        return [slip]
    from printing.headless import codes_in_image, codes_in_pdf

    return codes_in_pdf(path) if path.suffix.lower() == ".pdf" else codes_in_image(path)
