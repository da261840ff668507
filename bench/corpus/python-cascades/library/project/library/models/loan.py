from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from library.db import Base
from library.models.book import Book
from library.models.member import Member


class Loan(Base):
    __tablename__ = "loans"

    book_id: Mapped[int] = mapped_column(ForeignKey("books.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    borrowed_on: Mapped[date]
    due_on: Mapped[date]
    returned_on: Mapped[date | None]

    book: Mapped[Book] = relationship()
    member: Mapped[Member] = relationship()

    def is_overdue(self, today: date) -> bool:
        return self.returned_on is None and self.due_on < today
