"""Records equal the fold of the journal, and whatever was changed behind its back is named."""

import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from commune_desk.domain.dossier_life import Step, next_steps
from commune_desk.domain.ids import RecordId
from commune_desk.domain.records import Dossier, Person
from storage.checks import Level, thorough_checks
from storage.rebuild import Difference, rebuild_check
from tests.storage.desks import MONDAY, Desk, new_desk, receive, received

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)


class AnyDesk(RuleBasedStateMachine):
    """Any order of receiving, correcting, stepping, failing and reopening."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.desk = new_desk(Path(self.folder.name))
        self.dossiers: list[RecordId] = []

    def teardown(self) -> None:
        assert rebuild_check(self.desk.file) == []
        self.desk.file.close()
        self.folder.cleanup()

    @rule(name=TEXT)
    def receive(self, name: str) -> None:
        self.dossiers.append(received(self.desk, name, f"{len(self.dossiers):04d}").id)

    @precondition(lambda self: self.dossiers)
    @rule(data=st.data(), note=TEXT, phone=TEXT)
    def correct(self, data: st.DataObject, note: str, phone: str) -> None:
        id_ = data.draw(st.sampled_from(self.dossiers))
        with self.desk.file.work("dossier.correct", self.desk.actor) as work:
            dossier = work.get(Dossier, id_)
            work.put(replace(dossier, note=note))
            work.put(replace(work.get(Person, dossier.applicant), phone=phone))
            work.next_local("corrections")

    @precondition(lambda self: self.dossiers)
    @rule(data=st.data(), reason=TEXT)
    def step(self, data: st.DataObject, reason: str) -> None:
        id_ = data.draw(st.sampled_from(self.dossiers))
        with self.desk.file.work("dossier.step", self.desk.actor) as work:
            dossier = work.get(Dossier, id_)
            kind = data.draw(st.sampled_from(next_steps(dossier)))
            staff, post = self.desk.actor.staff.text, self.desk.actor.post.text
            work.step(dossier, Step(kind, MONDAY, dossier.state, reason=reason, staff=staff, post=post, unit="Thuế"))

    @rule()
    def fail(self) -> None:
        with pytest.raises(ZeroDivisionError), self.desk.file.work("dossier.receive", self.desk.actor) as work:
            _ = receive(work, "x", "9999"), 1 // 0

    @rule()
    def reopen(self) -> None:
        self.desk.reopen()

    @invariant()
    def clock_never_stands(self) -> None:
        self.desk.clock.at += timedelta(minutes=1)


AnyDesk.TestCase.settings = settings(
    max_examples=12, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
)
test_any_desk_rebuilds_to_itself = AnyDesk.TestCase


def tampered(desk: Desk, sql: str) -> list[Difference]:
    with desk.file.engines.write() as connection:
        connection.exec_driver_sql(sql)
    return rebuild_check(desk.file)


@pytest.mark.parametrize(
    ("sql", "field", "why"),
    [
        ("UPDATE dossier SET note = 'x'", "note", "changed"),
        ("UPDATE dossier SET state = 8", "state", "changed"),
        ("DELETE FROM dossier", "", "missing"),
    ],
)
def test_a_record_changed_behind_the_journal_is_named(desk: Desk, sql: str, field: str, why: str) -> None:
    """By kind, id and field, never by its contents."""
    dossier = received(desk)

    assert Difference("dossier", dossier.id.text, field, why) in tampered(desk, sql)


def test_a_record_smuggled_in_is_named(desk: Desk) -> None:
    dossier = received(desk)
    columns = "id, dossier, component, name, originals, copies, is_missing, note, pages"
    sql = "INSERT INTO paper (COLUMNS) SELECT id + 9, dossier, component, name, 1, 1, 0, '', 0 FROM paper"

    assert [(one.table, one.why) for one in tampered(desk, sql.replace("COLUMNS", columns))] == [("paper", "extra")]
    assert dossier.id.n > 0


def test_an_altered_journal_entry_is_named(desk: Desk) -> None:
    """The chain shows an entry whose author, time or body is not what it was."""
    dossier = received(desk)
    found = tampered(desk, "UPDATE journal SET staff = NULL WHERE seq = 2")

    assert Difference("journal", f"{dossier.id.origin.text}.{dossier.id.n}", "", "hash") in found


def test_a_journal_cut_short_is_shown_by_its_signed_head(desk: Desk) -> None:
    """Removing the newest entries leaves a perfect chain: only the signature of the head tells."""
    received(desk)
    desk.reopen()
    with desk.file.engines.write() as connection:
        connection.exec_driver_sql("DELETE FROM journal WHERE seq = 2")
    faults = {(one.code, one.parameters.get("why")) for one in thorough_checks(desk.file) if one.level is Level.FAULT}

    assert ("signature-wrong", "missing") in faults
