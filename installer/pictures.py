"""Pictures: `python -m installer.pictures` walks the tour and renews the documents' pictures in docs/pictures/.

They are what the real window and the real forms look like today; nobody retouches them.
"""

import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pypdfium2
from PIL import Image

from commune_desk.build import PRACTICE_FOUNDATION, PRACTICE_PASSWORD, NewDesk, practice_doors
from commune_desk.gui import parse
from commune_desk.gui.shell import start
from commune_desk.paths import Profile
from commune_desk.tour import Visitor

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
SCREENS = {
    "home": "home-later",
    "reception": "reception-ready",
    "received": "received",
    "list": "search-without-marks",
    "detail": "after-assign",
    "registers": "registers",
    "administration": "administration",
}
"""Name in the documents: name in the tour, without its number."""
SLIP_DPI = 110
COLOURS = 256
SIZE = (1366, 768)
CLERK = replace(PRACTICE_FOUNDATION, user_name="lan", display_name="Trần Thị Lan", is_practice=False)


def main() -> int:
    """Renew every picture; returns 1 when the tour left one out, after naming it."""
    with tempfile.TemporaryDirectory() as folder:
        tour = Path(folder)
        command = [sys.executable, "-m", "commune_desk.tour", str(tour)]
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        subprocess.run(command, check=True, cwd=ROOT)  # noqa: S603  our own module
        PICTURES.mkdir(parents=True, exist_ok=True)
        _sign_in(tour)
        missing = [name for name, walked in SCREENS.items() if not _taken(tour, walked, name)]
        with pypdfium2.PdfDocument(tour / "reception.pdf") as slip:
            _keep(slip[0].render(scale=SLIP_DPI / 72).to_pil(), "slip-reception")
    for name in missing:
        sys.stdout.write(f"the tour took no picture for {name}.png\n")
    return 1 if missing else 0


def _sign_in(folder: Path) -> None:
    """The doorway of a desk that somebody founded: the tour's own begins before there is one."""
    profile = Profile(folder / "desk")
    practice_doors(profile).found(NewDesk(CLERK, PRACTICE_PASSWORD)).file.close()
    _app, shell = start(parse(["--profile", str(profile.folder)]))
    visitor = Visitor(shell, folder, SIZE)
    visitor.until(lambda: shell.doorway.presenter.state.loaded)
    visitor.look("desk-sign-in")
    shell.close()
    _taken(folder, "desk-sign-in", "sign-in")


def _taken(tour: Path, walked: str, name: str) -> bool:
    found = next(tour.glob(f"[0-9][0-9]-{walked}.png"), None)
    if found is not None:
        _keep(Image.open(found), name)
    return found is not None


def _keep(picture: Image.Image, name: str) -> None:
    """A screen has few colours: 256 of them are a third of the bytes."""
    picture.convert("RGB").quantize(COLOURS).save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    raise SystemExit(main())
