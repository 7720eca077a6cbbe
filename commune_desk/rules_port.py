"""What the verbs need of the rules that are dated data: see `commune_desk.ports`."""

from datetime import date, datetime
from typing import Protocol

from commune_desk.domain.due import Promise, TimeLimit
from commune_desk.domain.fees import Exemption
from commune_desk.domain.procedures import Catalogue


class Rules(Protocol):
    """Catalogue, calendar and hours as the desk holds them now."""

    @property
    def catalogue(self) -> Catalogue:
        """Every version this desk knows."""

    @property
    def exemptions(self) -> tuple[Exemption, ...]:
        """Grounds to pay nothing, as dated data."""

    def promise(self, received_at: datetime, limit: TimeLimit) -> Promise:
        """The promised time and how it was found."""

    def promise_by_hand(self, received_at: datetime, day: date) -> Promise:
        """The end of a day a person chose; raises InvalidInput('due-before-receipt' | 'due-on-day-off')."""

    def restarted(self, completed_at: datetime, limit: TimeLimit) -> Promise:
        """A new full term from the return of the complete dossier."""

    def working_day_after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`."""

    def moved_by_pause(self, due_at: datetime, paused_at: datetime, resumed_at: datetime) -> datetime:
        """The promised time moved on by the working days of the pause."""

    def working_days_between(self, first: date, last: date) -> int:
        """Working days after `first` up to and with `last`."""
