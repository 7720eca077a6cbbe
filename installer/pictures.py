"""Pictures: `python -m installer.pictures` walks the tour and renews the documents' pictures in docs/pictures/.

They are what the real window and the real forms look like today; nobody retouches them.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
SCREENS = {
    "sign-in": "sign-in",
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


def main() -> int:
    """Renew every picture; returns 1 when the tour left one out, after naming it."""
    with tempfile.TemporaryDirectory() as folder:
        tour = Path(folder)
        command = [sys.executable, "-m", "commune_desk.tour", str(tour)]
        subprocess.run(command, check=True, cwd=ROOT, env=dict(os.environ, QT_QPA_PLATFORM="offscreen"))  # noqa: S603  our own
        PICTURES.mkdir(parents=True, exist_ok=True)
        missing = [name for name, walked in SCREENS.items() if not _taken(tour, walked, name)]
        with pypdfium2.PdfDocument(tour / "reception.pdf") as slip:
            _keep(slip[0].render(scale=SLIP_DPI / 72).to_pil(), "slip-reception")
    for name in missing:
        sys.stdout.write(f"the tour took no picture for {name}.png\n")
    return 1 if missing else 0


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
