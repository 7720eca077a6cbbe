"""Receives dossiers until it is killed; says each number only after it is on the disk."""

import sys
from pathlib import Path

from commune_desk.build import practice_desk
from commune_desk.paths import Profile
from commune_desk.usecases.receive_dossier import receive_dossier
from tests.commune_desk.timed_desks import reception

if __name__ == "__main__":
    desk = practice_desk(Profile(Path(sys.argv[1])))
    while True:
        number = receive_dossier(desk, reception()).dossier.shown_number
        sys.stdout.write(number + "\n")
        sys.stdout.flush()
