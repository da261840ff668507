from library.models.book import Book
from library.models.loan import Loan
from library.models.member import Member

__all__ = ["Book", "Loan", "Member"]
