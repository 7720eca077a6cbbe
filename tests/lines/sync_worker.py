"""Exchanges until it is killed: python -m tests.lines.sync_worker PROFILE PORT."""

import sys
from pathlib import Path

from commune_desk.build import practice_desk
from commune_desk.desk_sync import enrolment_of
from commune_desk.paths import Profile
from tests.lines.parties import crew_through, until_equal

if __name__ == "__main__":
    desk = practice_desk(Profile(Path(sys.argv[1])))
    enrolment = enrolment_of(desk)
    assert enrolment is not None
    until_equal(crew_through(desk, int(sys.argv[2]), enrolment))
