"""Dossiers with entries of which the province has given no proof: neither a receipt nor a place in its order."""

from collections.abc import Collection, Iterable

from commune_desk.domain.ids import RecordId
from storage.engine import Raw
from storage.origins import N_BITS, Origins

_NOTE = (
    "INSERT INTO unsent_dossier (dossier, last_seq) VALUES (?, ?)"
    " ON CONFLICT (dossier) DO UPDATE SET last_seq = max(last_seq, excluded.last_seq)"
)
PROVEN = (
    f"EXISTS (SELECT 1 FROM receipt WHERE receipt.origin = journal.entry >> {N_BITS}"  # noqa: S608  numbers of ours
    f" AND receipt.n >= journal.entry & {(1 << N_BITS) - 1}"
    " AND receipt.server = (SELECT public_key FROM peer WHERE name = 'province'))"
    " OR EXISTS (SELECT 1 FROM delivery WHERE delivery.entry = journal.entry)"
)
"""SQL: the province vouches for a row of `journal`: by a receipt that covers it or by its place."""
_LEFT = (
    "SELECT max(subject.seq) FROM journal_subject AS subject JOIN journal ON journal.seq = subject.seq"  # noqa: S608  constants of ours
    f" WHERE subject.record = ? AND NOT ({PROVEN})"
)


def note_unsent(raw: Raw, origins: Origins, dossiers: Iterable[RecordId], seq: int) -> None:
    """The entry stored as `seq` touched these dossiers and nobody has it yet."""
    raw.executemany(_NOTE, [(origins.pack(one), seq) for one in dossiers])


def note_proven(raw: Raw, seqs: Collection[int]) -> None:
    """The province vouches for the entries stored as `seqs`: their dossiers wait no more, or for a later one."""
    for seq in seqs:
        for (dossier,) in raw.execute("SELECT dossier FROM unsent_dossier WHERE last_seq = ?", (seq,)).fetchall():
            left = raw.execute(_LEFT, (dossier,)).fetchone()[0]
            if left is None:
                raw.execute("DELETE FROM unsent_dossier WHERE dossier = ?", (dossier,))
            else:
                raw.execute("UPDATE unsent_dossier SET last_seq = ? WHERE dossier = ?", (left, dossier))


def recount_unsent(raw: Raw) -> None:
    """After the province lost what it had acknowledged: find them anew."""
    raw.execute("DELETE FROM unsent_dossier")
    raw.execute(
        "INSERT INTO unsent_dossier (dossier, last_seq) SELECT dossier.id, max(subject.seq)"  # noqa: S608  ours
        " FROM journal_subject AS subject JOIN dossier ON dossier.id = subject.record"
        f" JOIN journal ON journal.seq = subject.seq WHERE NOT ({PROVEN}) GROUP BY dossier.id"
    )
