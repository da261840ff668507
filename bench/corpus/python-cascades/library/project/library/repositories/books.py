from sqlalchemy import or_, select

from library.models import Book
from library.repositories.base import BaseRepository, Page


class BookRepository(BaseRepository[Book]):
    model = Book

    def by_isbn(self, isbn: str) -> Book | None:
        return self.session.scalar(select(Book).where(Book.isbn == isbn))

    def search(self, query: str, number: int = 1, size: int = 20) -> Page[Book]:
        if not query.strip():
            return Page([], 0, number)
        like = f"%{query}%"
        stmt = select(Book).where(or_(Book.title.ilike(like), Book.author.ilike(like)))
        return self.paginate(stmt.order_by(Book.title), number, size)
