from datetime import date

from sqlalchemy import func, select

from library.models import Book, Loan, Member
from library.repositories.base import BaseRepository, Page


class LoanRepository(BaseRepository[Loan]):
    model = Loan

    def open_for_member(self, member: Member) -> list[Loan]:
        stmt = select(Loan).where(Loan.member_id == member.id, Loan.returned_on.is_(None))
        return list(self.session.scalars(stmt))

    def open_count(self, book: Book) -> int:
        stmt = select(func.count(Loan.id)).where(
            Loan.book_id == book.id, Loan.returned_on.is_(None)
        )
        return self.session.scalar(stmt) or 0

    def overdue(self, today: date, number: int = 1, size: int = 50) -> Page[Loan]:
        stmt = select(Loan).where(Loan.returned_on.is_(None), Loan.due_on < today)
        return self.paginate(stmt.order_by(Loan.due_on), number, size)
