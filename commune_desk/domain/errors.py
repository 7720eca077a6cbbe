"""Every error the desk can name.

    DeskError                      a code and parameters; never a sentence, never personal data
    ├─ Refused                     the clerk can put it right; nothing was changed
    │  ├─ InvalidInput             a field holds something impossible
    │  ├─ MissingPapers            the dossier lacks required papers
    │  ├─ NotAllowedNow            the state machine, a post's rights or a lock forbids it
    │  ├─ AlreadyThere             the same thing exists
    │  └─ NotFound                 no such number, procedure, version, person
    ├─ Trouble                     the world's fault; nothing was lost; time or someone can mend it
    │  ├─ StorageTrouble           DiskFull · ReadOnly · DatabaseBusy · DatabaseDamaged · DatabaseTooNew · WrongKey
    │  ├─ KeyTrouble               KeyringLost · NoSlot
    │  ├─ ClockTrouble             the PC clock jumped; a person must confirm it
    │  ├─ PaperTrouble             NoPrinter · PrinterStopped
    │  ├─ NetworkTrouble           NoLine · LineCut · ServerNotTrusted
    │  └─ ServerBusy               the other side has no time now
    └─ Stopped                     the user cancelled: no message at all

`ui.words` and `commune_desk.cli` turn a code into a sentence; a test fails for a class without one.
"""

from collections.abc import Mapping

Parameter = str | int


class DeskError(Exception):
    """Base of all: `code` names the case, `parameters` fill its sentence (no personal data)."""

    code = "error"

    def __init__(self, code: str = "", **parameters: Parameter) -> None:
        self.code = code or type(self).code
        self.parameters: Mapping[str, Parameter] = parameters
        super().__init__(self.code, dict(parameters))


class Refused(DeskError):
    """The clerk can put it right; nothing was changed."""

    code = "refused"


class InvalidInput(Refused):
    """A field holds something impossible; parameter `field` names it."""

    code = "invalid-input"

    def __init__(self, code: str = "", *, field: str = "", **parameters: Parameter) -> None:
        self.field = field
        super().__init__(code, field=field, **parameters)


class MissingPapers(Refused):
    """Required papers are not there; parameter `count`."""

    code = "missing-papers"


class NotAllowedNow(Refused):
    """The dossier's state, a post's rights or a lock forbids it."""

    code = "not-allowed-now"


class AlreadyThere(Refused):
    """The same thing exists already."""

    code = "already-there"


class NotFound(Refused):
    """No such number, procedure, version or person."""

    code = "not-found"


class Trouble(DeskError):
    """The world's fault; nothing was lost; time or someone can mend it."""

    code = "trouble"


class StorageTrouble(Trouble):
    """The disk or the database."""

    code = "storage-trouble"


class DiskFull(StorageTrouble):
    """No room left where the desk keeps its data."""

    code = "disk-full"


class ReadOnly(StorageTrouble):
    """The data folder cannot be written."""

    code = "read-only"


class DatabaseBusy(StorageTrouble):
    """Another program holds the database."""

    code = "database-busy"


class DatabaseDamaged(StorageTrouble):
    """The file is not a sound database any more."""

    code = "database-damaged"


class DatabaseTooNew(StorageTrouble):
    """A newer version of the program wrote this database; parameters `found`, `known`."""

    code = "database-too-new"


class WrongKey(StorageTrouble):
    """The key does not open this file: it belongs to another desk or was replaced."""

    code = "wrong-key"


class KeyTrouble(Trouble):
    """The machine's part of the key."""

    code = "key-trouble"


class KeyringLost(KeyTrouble):
    """The operating system's keyring no longer holds this desk's machine secret."""

    code = "keyring-lost"


class NoSlot(KeyTrouble):
    """This person has no key slot on this PC."""

    code = "no-slot"


class ClockTrouble(Trouble):
    """The PC clock jumped; parameters `clock` and `last_seen` (ISO); a person must confirm it."""

    code = "clock-jumped"


class PaperTrouble(Trouble):
    """The printer's side."""

    code = "paper-trouble"


class NoPrinter(PaperTrouble):
    """No printer by that name."""

    code = "no-printer"


class PrinterStopped(PaperTrouble):
    """The printer gave up in the middle."""

    code = "printer-stopped"


class ServerBusy(Trouble):
    """The server could not do it in time; nothing was written, trying again later is right."""

    code = "server-busy"


class NetworkTrouble(Trouble):
    """The line to a server; 'server-fault' (parameter `status`): the server itself failed."""

    code = "network-trouble"


class NoLine(NetworkTrouble):
    """The server cannot be reached: no name, no route, no answer to the first knock."""

    code = "no-line"


class LineCut(NetworkTrouble):
    """The connection ended or stood still in the middle; what arrived before is kept on both sides."""

    code = "line-cut"


class ServerNotTrusted(NetworkTrouble):
    """Who answers is not the server whose keys were pinned at enrolment; nothing was told to it."""

    code = "server-not-trusted"


class Stopped(DeskError):
    """The user cancelled: no message at all."""

    code = "stopped"
