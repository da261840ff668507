from dataclasses import dataclass
from datetime import date, timedelta

from library.settings import settings


class LendingError(Exception):
    """A rule of the library forbids this."""


@dataclass(frozen=True)
class LoanPolicy:
    days: int
    fine_per_day: int
    max_loans: int = 5
    grace_days: int = 0

    def due_date(self, start: date) -> date:
        return start + timedelta(days=self.days)

    def fine(self, due_on: date, returned_on: date) -> int:
        late = (returned_on - due_on).days - self.grace_days
        return max(late, 0) * self.fine_per_day


def default_policy() -> LoanPolicy:
    return LoanPolicy(settings.loan_days, settings.fine_per_day, settings.max_loans)
