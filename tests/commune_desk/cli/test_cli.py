"""The command line as a process: shapes and exit codes of the issue, bad input, and never a trace."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtWidgets import QApplication

from commune_desk.build import PRACTICE_PASSWORD, PRACTICE_USER, practice_desk, practice_doors
from commune_desk.paths import Profile
from storage.engine import connect
from tests.commune_desk.cli.desk_line import ROOT, Line

CARD_2021 = "001099000001||Nguyễn Văn Mẫu|01011999|Nam|Số 1, Thôn Mẫu, Xã Mẫu, Huyện Mẫu, Hà Nội|15062022"
CARD_2024 = "096325000002||Trần Thị Thử|02032025|Nữ|Ấp Thử, Xã Thử, Cà Mau|05072025||Trần Văn Giả|Lê Thị Lập|"


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Line:
    """A practice desk with a few dossiers, for tests that leave it usable."""
    made = Line(tmp_path_factory.mktemp("cli") / "desk")
    shown = made.ok("demo", "--dossiers", "6", "--seed", "3")
    assert (shown["password"], shown["dossiers"]) == (PRACTICE_PASSWORD, 6)
    return made


@pytest.fixture
def bare(tmp_path: Path) -> Line:
    """A profile where nothing is."""
    return Line(tmp_path / "nothing")


def reception_file(folder: Path, **more: object) -> Path:
    path = folder / "reception.json"
    path.write_text(json.dumps({"procedure": "1.001193", "card": CARD_2021, "duplicate_accepted": True, **more}))
    return path


def test_cards(bare: Line) -> None:
    """The samples of domain.md 5.1; a swapped card warns, an impossible one is refused; no desk is needed or made."""
    old, new = bare.ok("card", CARD_2021), bare.ok("card", CARD_2024)
    assert list(old) == ["number", "old_number", "name", "birth_date", "sex", "address", "issued_on", "warnings"]
    assert (old["birth_date"], old["sex"], old["issued_on"], old["warnings"]) == (
        "1999-01-01",
        "male",
        "2022-06-15",
        [],
    )
    assert (new["name"], new["sex"], new["birth_date"]) == ("Trần Thị Thử", "female", "2025-03-02")
    swapped = bare.ok("card", CARD_2021.replace("|Nam|", "|Nữ|").replace("01011999", "01011998"))
    assert swapped["warnings"] == ["sex-mismatch", "birth-year-mismatch"]
    assert bare.ok("card", CARD_2021.replace("001099", "003099"))["warnings"] == ["unknown-province"]
    for wrong in ("", "x", CARD_2021.replace("01011999", "31021999"), CARD_2021[1:], "|" * 10, "ắ" * 10_000):
        assert bare.refused("card", wrong)
    assert not bare.profile.exists()


def test_promised_times(bare: Line) -> None:
    """Through Tết 2026 and after 15:00, with every step explained."""
    tet = bare.ok("due", "--working-days", "3", "--received", "2026-02-12T15:30")
    assert tet["due"] == "2026-02-24T17:00:00+07:00"
    assert any("Tết Nguyên Đán" in step["text"] for step in tet["steps"])
    birth = bare.ok("due", "--procedure", "1.001193", "--received", "2026-03-02T14:59:00+07:00")
    assert birth["due"] == "2026-03-02T17:00:00+07:00"
    late = bare.ok("due", "--procedure", "1.001193", "--received", "2026-03-02T08:01:00+00:00")
    assert late["due"] == "2026-03-03T17:00:00+07:00"
    half = bare.ok("due", "--working-days", "0.5", "--received", "2026-03-02T08:00")
    assert half["due"].startswith("2026-03-02T")
    for code, words in (
        ("limit-invalid", ("--working-days", "abc", "--received", "2026-02-12")),
        ("limit-invalid", ("--working-days", "-1", "--received", "2026-02-12")),
        ("instant-not-iso", ("--working-days", "3", "--received", "hôm qua")),
        ("instant-not-iso", ("--working-days", "3", "--received", "0001-01-01T00:00:00+14:00")),
        ("date-out-of-range", ("--working-days", "3", "--received", "1750-01-01")),
        ("procedure-unknown", ("--procedure", "9.999999", "--received", "2026-02-12")),
        ("limit-by-plan", ("--procedure", "2.002307", "--received", "2026-02-12")),
    ):
        assert bare.refused("due", *words) == code
    assert bare.refused("due", "--procedure", "1.001193", "--case", "không", "--received", "2026-02-12")


def test_bytes_of_another_encoding(line: Line) -> None:
    """A terminal set to TCVN3 or Windows-1258 sends what is no UTF-8."""
    for words in (
        ("find", "\udcff"),
        ("show", "\udcff"),
        ("act", "x", "note", "--reason", "\udcff"),
        ("card", "\udcff"),
    ):
        assert line.refused(*words) == "text-not-utf8"


def test_without_a_desk_every_verb_says_so(bare: Line) -> None:
    """A wrong --profile is the commonest slip."""
    for words in (("number",), ("find", "x"), ("show", "x"), ("backup",), ("rebuild-check",), ("act", "x", "assign")):
        assert bare.refused(*words) == "desk-not-founded"
    assert [row["code"] for row in bare.ok("doctor")] == ["no-desk"]


def test_passwords_come_from_standard_input(tmp_path: Path) -> None:
    """A wrong one is refused with the tries left; garbage is no crash; none at all is asked for."""
    line = Line(tmp_path / "desk")
    practice_desk(Profile(line.profile)).file.close()
    assert line.run("number", process=True).code == 0
    assert line.refused("number", given=b"\xff\xfe\n") == "password-file-unreadable"
    command = [sys.executable, "-m", "tests.commune_desk.cli.run_cli", "--profile", str(line.profile), "number"]
    done = subprocess.run(command, capture_output=True, check=False, cwd=ROOT)
    assert done.returncode == 2
    assert b"password-missing" in done.stderr
    secret = tmp_path / "password"
    secret.write_text(PRACTICE_PASSWORD)
    with_file = [*command, "--json", "--password-file", str(secret)]
    assert json.loads(subprocess.run(with_file, capture_output=True, cwd=ROOT, check=True).stdout)["lease"]
    assert line.refused("number", password="Sai-mat-khau-1") == "wrong-password"
    assert line.refused("number") == "sign-in-wait", "each wrong one makes the next wait longer"


def test_a_dossier_from_reception_to_result(line: Line, tmp_path: Path) -> None:
    """Receive, find, show, act, print and check the slip, all by their documented names."""
    received = line.ok("receive", reception_file(tmp_path, fee=8000, payment="cash"))
    number = received["number"]
    assert received["due"].endswith("+07:00")
    assert Path(received["slip"]).read_bytes().startswith(b"%PDF")
    assert len(received["slips"]) == 2
    (found,) = line.ok("find", number)
    assert {"number", "applicant", "procedure", "state", "due", "matched"} <= set(found)
    assert (found["number"], found["matched"]) == (number, "number")
    assert number in [row["number"] for row in line.ok("find", "nguyen van mau")]
    assert line.run("find", "khongcoaitenthe").code == 1
    line.ok("act", number, "assign")
    assert line.refused("act", number, "pass-on") == "unit-missing"
    assert line.refused("act", number, "bay") == "step-unknown"
    assert line.refused("act", number, "pause") == "reason-missing"
    assert line.refused("act", number, "return-result") == "step-not-allowed"
    assert line.refused("act", number, "correct-state", "--state", "77", "--reason", "x") == "state-missing"
    assert line.refused("act", "KHÔNG-CÓ", "assign") == "dossier-unknown"
    asked = line.ok("act", number, "ask-supplement", "--reason", "Thiếu", "--paper", "Giấy A", "--paper", "Giấy B")
    assert asked["forms"] == ["supplement"]
    line.ok("act", number, "supplement-received")
    assert line.ok("act", number, "finish", "--result-number", "7/GKS")["state"] == "finished"
    assert line.ok("act", number, "return-result")["state"] == "returned"
    shown = line.ok("show", number)
    steps = [item["step"] for item in shown["timeline"] if item["step"]]
    assert steps == ["receive", "assign", "ask-supplement", "supplement-received", "finish", "return-result"]
    assert not any(paper["missing"] for paper in shown["papers"])
    assert line.refused("show", "KHÔNG-CÓ", code=1) == "dossier-unknown"


def test_slips_are_checked_as_text_pdf_and_picture(line: Line, tmp_path: Path, qapp: QApplication) -> None:
    """What a stranger brings to the counter is a PDF, a photo or the scanned text."""
    received = line.ok("receive", reception_file(tmp_path))
    pdf = tmp_path / "copy.pdf"
    line.ok("print", received["number"], "reception", "--to", pdf)
    assert line.refused("print", received["number"], "refusal", "--to", pdf) == "form-not-made"
    assert line.refused("print", received["number"], "reception", "--to", "/proc/none/x.pdf", code=3) == "read-only"
    picture = tmp_path / "copy.png"
    document = pypdfium2.PdfDocument(str(pdf))
    document[0].render(scale=3).to_pil().save(picture)
    document.close()
    for slip in (received["slip"], pdf, picture):
        checked = line.ok("check-slip", slip)
        assert (checked["verdict"], checked["number"]) == ("genuine", received["number"])
        assert checked["due"] == received["due"]
    from printing.headless import codes_in_pdf

    (text,) = [code for code in codes_in_pdf(pdf) if received["number"] in code and code != received["number"]]
    assert line.ok("check-slip", text)["verdict"] == "genuine"
    altered = line.run("check-slip", text.replace(received["number"][-4:], "9998"))
    assert (altered.code, altered.value["verdict"]) == (1, "altered")
    assert line.run("check-slip", "chữ gì đó").code == 1
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(pdf.read_bytes()[:200])
    for wrong in (broken, tmp_path / "none.pdf"):
        assert line.refused("check-slip", wrong) == "slip-file-unreadable"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "file-not-json"),
        ("[" * 100_000, "file-not-json"),
        ("[]", "file-field-wrong"),
        ('{"procedure": 7}', "file-field-wrong"),
        ('{"procedure": "1.001193", "applicant": {"name": "\\ud800", "number": "001099000001"}}', "file-field-wrong"),
        (f'{{"procedure": "1.001193", "card": "{CARD_2021}", "fee": {10**40}}}', "amount-out-of-range"),
        (f'{{"procedure": "9.999999", "card": "{CARD_2021}"}}', "procedure-unknown"),
        (f'{{"procedure": "1.001193", "card": "{CARD_2021}", "due": "mai"}}', "instant-not-iso"),
        (
            f'{{"procedure": "1.001193", "card": "{CARD_2021}", "papers": [{{"name": "A", "missing": true}}]}}',
            "missing-papers",
        ),
    ],
)
def test_a_wrong_file_is_refused_by_name(line: Line, tmp_path: Path, content: str, code: str) -> None:
    """Third parties write these files; the answer names the field."""
    path = tmp_path / "wrong.json"
    path.write_text(content, encoding="utf-8")
    refused = line.run("receive", path, unpainted=True)
    assert (refused.code, refused.value["error"]) == (2, code)


@pytest.mark.parametrize(
    "wrong",
    [
        {"applicant": {"name": "Lê Thị Đào", "sex": "x"}},
        {"card": CARD_2021, "applicant": {"name": "Lê Thị Đào"}},
        {"card": CARD_2021, "papers": [{"name": " "}]},
    ],
)
def test_a_file_that_says_nothing_certain(line: Line, tmp_path: Path, wrong: dict[str, object]) -> None:
    """An unknown sex, two applicants or a paper without a name is refused, never stored or dropped in silence."""
    path = tmp_path / "uncertain.json"
    path.write_text(json.dumps({"procedure": "1.001193", "duplicate_accepted": True, **wrong}))
    assert line.refused("receive", path) == "file-field-wrong"


def test_a_file_that_is_not_there(line: Line, tmp_path: Path) -> None:
    """The path was mistyped."""
    assert line.run("receive", tmp_path / "none.json", unpainted=True).value["error"] == "file-unreadable"


def test_two_programs_on_one_desk(line: Line) -> None:
    """The second is told at once who is in the way, in three seconds at most."""
    holder = practice_doors(Profile(line.profile)).sign_in(PRACTICE_USER, PRACTICE_PASSWORD)
    try:
        started = time.monotonic()
        assert line.refused("number", code=3) == "database-busy"
        assert time.monotonic() - started < 5
    finally:
        holder.file.close()
    line.ok("number")


def test_backup_restore_and_the_lease_afterwards(tmp_path: Path) -> None:
    """After a restore nobody knows which numbers were given since: none is given from the old block."""
    line = Line(tmp_path / "desk")
    line.ok("demo", "--dossiers", "3")
    assert line.refused("restore", "--verify") == "no-backup"
    made = line.ok("backup")
    assert made["dossiers"] == 3
    elsewhere = line.ok("backup", "--to", tmp_path / "stick")
    assert Path(elsewhere["path"]).parent == tmp_path / "stick"
    later = line.ok("receive", reception_file(tmp_path))["number"]
    tried = line.ok("restore", "--verify")
    assert (tried["verified"], tried["dossiers"]) == (True, 3)
    line.ok("show", later)
    for wrong in (tmp_path / "none", line.profile / "keys.json"):
        assert line.run("restore", wrong).code in (2, 3)
    line.ok("show", later)
    restored = line.ok("restore", made["path"])
    assert (restored["restored"], restored["dossiers"]) == (True, 3)
    assert Path(restored["former"]).exists()
    assert line.refused("show", later, code=1) == "dossier-unknown"
    assert line.ok("number")["provisional"] is True
    again = line.ok("receive", reception_file(tmp_path))
    assert again["provisional"] is True
    assert again["number"].startswith("TẠM-01-")
    assert line.ok("rebuild-check") == {"equal": True, "differences": []}


def test_a_record_changed_behind_the_journal_is_named(tmp_path: Path) -> None:
    """Somebody with the key edits a row: rebuild-check and doctor name it and the exit code says so."""
    line = Line(tmp_path / "desk")
    line.ok("demo", "--dossiers", "3")
    assert line.ok("doctor")
    key = practice_doors(Profile(line.profile)).key_file.unlock(PRACTICE_USER, PRACTICE_PASSWORD).data_key
    raw = connect(line.profile / "desk.db", key)
    try:
        raw.execute("UPDATE person SET name = 'Kẻ Gian' WHERE id = (SELECT min(id) FROM person)")
    finally:
        raw.close()
    checked = line.run("rebuild-check")
    assert (checked.code, checked.value["equal"]) == (1, False)
    assert any("person" in one and "name" in one for one in checked.value["differences"])
    doctor = line.run("doctor")
    assert doctor.code == 1
    (found,) = [row for row in doctor.value if row["code"] == "record-differs"]
    assert found["level"] == "fault"
    assert "person" in found["message"]


def test_json_may_stand_anywhere_and_words_go_to_people(line: Line) -> None:
    """`commune-desk number --json` is what most type; without it the lines are for reading."""
    command = [sys.executable, "-m", "tests.commune_desk.cli.run_cli", "card", CARD_2021]
    plain = subprocess.run(command, capture_output=True, check=True, cwd=ROOT).stdout.decode()
    assert "name: Nguyễn Văn Mẫu" in plain
    after = subprocess.run([*command, "--json"], capture_output=True, check=True, cwd=ROOT).stdout
    assert json.loads(after)["name"] == "Nguyễn Văn Mẫu"
    refused = subprocess.run([*command[:-1], "x"], capture_output=True, check=False, cwd=ROOT)
    assert (refused.returncode, refused.stdout) == (2, b"")
    assert "[card-garbled]" in refused.stderr.decode()


def test_asking_for_a_card_loads_neither_database_nor_window() -> None:
    """Support waits on the phone: verbs import what they use."""
    told = "import sys; from commune_desk.cli import main; main(['--json', 'card', sys.argv[1]]); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", told, CARD_2021], capture_output=True, check=True, cwd=ROOT)
    modules = done.stdout.decode().split("\n", 1)[1].split()
    assert not {"PySide6", "sqlalchemy", "sqlcipher3", "holidays", "cryptography"} & set(modules)


SECRETS = ("Nguyễn Văn Mẫu", "001099000001", "Thôn Mẫu", "0912345678")


def test_nothing_readable_on_the_disk(tmp_path: Path) -> None:
    """After a day's work neither database, log of it, backup, key file nor program log shows a citizen."""
    line = Line(tmp_path / "desk")
    desk = practice_desk(Profile(line.profile))
    desk.file.close()
    person = {"name": SECRETS[0], "number": SECRETS[1], "address": f"Số 1, {SECRETS[2]}", "phone": SECRETS[3]}
    path = reception_file(tmp_path)
    path.write_text(json.dumps({"procedure": "1.001193", "applicant": person}))
    number = line.ok("receive", path)["number"]
    line.refused("receive", path)
    line.ok("act", number, "note", "--reason", f"Đã gọi {SECRETS[0]} số {SECRETS[3]}")
    line.ok("find", SECRETS[0])
    line.ok("backup")
    line.ok("rebuild-check")
    files = [one for one in line.profile.rglob("*") if one.is_file() and "prints" not in one.parts]
    assert {"desk.db", "keys.json", "app.log"} <= {one.name for one in files}
    for file in files:
        data = file.read_bytes()
        for secret in (*SECRETS, number):
            for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
                assert secret.encode(encoding) not in data, (file.name, secret)
