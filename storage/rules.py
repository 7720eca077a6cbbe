"""The rules as dated data: the bundled catalogue and calendar with what this desk's records add."""

from datetime import date, datetime

from commune_desk.domain.due import LimitUnit, Promise, TimeLimit, promise, restart
from commune_desk.domain.due_by_hand import promise_by_hand
from commune_desk.domain.procedures import Catalogue
from commune_desk.domain.records import CalendarDay, Office, ProcedureVersion
from commune_desk.domain.vietnam_time import to_vietnam
from commune_desk.domain.working_time import OfficeHours, next_working_day, working_days_between
from storage.catalogue_data import bundled_catalogue, bundled_exemptions, procedure_from_record
from storage.holiday_calendar import desk_exceptions, vietnam_calendar


class DeskRules:
    """Fulfils ports.Rules. Built again when an administrator changed versions, calendar or hours."""

    def __init__(self, office: Office | None, versions: list[ProcedureVersion], days: list[CalendarDay]) -> None:
        bundled = bundled_catalogue()
        added = [procedure_from_record(version) for version in versions]
        self.catalogue: Catalogue = bundled.with_versions(added) if added else bundled
        self.exemptions = bundled_exemptions()
        self._calendar = vietnam_calendar(desk_exceptions(days))
        self._hours = OfficeHours.parse(office.sessions, office.same_day_cutoff) if office else OfficeHours()

    def promise(self, received_at: datetime, limit: TimeLimit) -> Promise:
        """The promised time and how it was found; raises InvalidInput('limit-by-plan') where a person must set it."""
        return promise(received_at, limit, self._hours, self._calendar)

    def promise_by_hand(self, received_at: datetime, day: date) -> Promise:
        """The end of a day a person chose; raises InvalidInput('due-before-receipt' | 'due-on-day-off')."""
        return promise_by_hand(received_at, day, self._hours, self._calendar)

    def restarted(self, completed_at: datetime, limit: TimeLimit) -> Promise:
        """A new full term from the return of the complete dossier."""
        return restart(completed_at, limit, self._hours, self._calendar)

    def moved_by_pause(self, due_at: datetime, paused_at: datetime, resumed_at: datetime) -> datetime:
        """The promised time moved on by the working days of the pause, none for a pause within one day."""
        days = self.working_days_between(to_vietnam(paused_at).date(), to_vietnam(resumed_at).date())
        if days == 0:
            return due_at
        limit = TimeLimit.of(days, LimitUnit.WORKING_DAYS)
        moved = promise(due_at, limit, self._hours, self._calendar).due
        due = to_vietnam(due_at)
        return moved.replace(hour=due.hour, minute=due.minute, second=0, microsecond=0)

    def working_days_between(self, first: date, last: date) -> int:
        """Working days after `first` up to and with `last`."""
        return working_days_between(first, last, self._calendar)

    def working_day_after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`."""
        for _ in range(count):
            day = next_working_day(day, self._calendar)
        return day

    def open_dates_on_days_off(self, due: list[datetime]) -> list[datetime]:
        """Promised times that fall on a day off now (a day was declared off later)."""
        return [at for at in due if not self._calendar.is_working(to_vietnam(at).date())]
