from datetime import date

from sqlalchemy.orm import Session

from library.models import Loan
from library.repositories import BookRepository, LoanRepository, MemberRepository
from library.services.policy import LendingError, LoanPolicy, default_policy


class LendingService:
    def __init__(self, session: Session, policy: LoanPolicy | None = None) -> None:
        self.session = session
        self.policy = policy or default_policy()
        self.books = BookRepository(session)
        self.members = MemberRepository(session)
        self.loans = LoanRepository(session)

    def borrow(self, book_id: int, card_number: str, today: date) -> Loan:
        member = self.members.by_card(card_number)
        book = self.books.get(book_id)
        if member is None or book is None:
            raise LendingError("Unknown book or member")
        if member.blocked:
            raise LendingError(f"{member.name} is blocked")
        if len(self.loans.open_for_member(member)) >= self.policy.max_loans:
            raise LendingError("Too many loans")
        if self.loans.open_count(book) >= book.copies:
            raise LendingError(f"No copy of {book.title} left")
        loan = Loan(
            book=book, member=member, borrowed_on=today, due_on=self.policy.due_date(today)
        )
        self.loans.add(loan)
        self.session.commit()
        return loan

    def give_back(self, loan: Loan, today: date) -> int:
        if loan.returned_on is not None:
            raise LendingError("Already returned")
        loan.returned_on = today
        self.session.commit()
        return self.policy.fine(loan.due_on, today)
