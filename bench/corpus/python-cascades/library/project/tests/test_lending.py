from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from library.db import Base
from library.models import Book, Member
from library.repositories.base import Page
from library.repositories import BookRepository, LoanRepository
from library.services.lending import LendingService
from library.services.policy import LendingError, LoanPolicy

TODAY = date(2025, 3, 1)


@pytest.fixture
def service() -> Iterator[LendingService]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Book(isbn="9780000000001", title="Dune", author="Herbert", copies=1))
        session.add(Member(card_number="C1", name="Ann"))
        session.commit()
        yield LendingService(session, LoanPolicy(14, 25, max_loans=2))


def test_borrow_and_return_late(service: LendingService) -> None:
    loan = service.borrow(1, "C1", TODAY)
    assert loan.due_on == TODAY + timedelta(days=14)
    assert service.give_back(loan, loan.due_on + timedelta(days=2)) == 50


def test_no_copies(service: LendingService) -> None:
    service.borrow(1, "C1", TODAY)
    with pytest.raises(LendingError):
        service.borrow(1, "C1", TODAY)


def test_search_and_overdue(service: LendingService) -> None:
    page: Page[Book] = BookRepository(service.session).search("dun")
    assert page.total == 1
    loan = service.borrow(1, "C1", TODAY)
    late = LoanRepository(service.session).overdue(TODAY + timedelta(days=30))
    assert [item.id for item in late.items] == [loan.id]
