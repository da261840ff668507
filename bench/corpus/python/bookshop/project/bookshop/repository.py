import logging
from typing import List, Optional

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, selectinload

from .models import Author, Book, Order, OrderLine
from .schemas import AuthorIn, BookIn, BookPatch, OrderIn

logger = logging.getLogger(__name__)


class OutOfStock(Exception):
    def __init__(self, book: Book, wanted: int):
        super().__init__(f"only {book.stock} of {book.title!r} left, {wanted} wanted")
        self.book = book


class BookRepository:
    def __init__(self, db: Session):
        self.db = db

    def get(self, book_id: int) -> Optional[Book]:
        return self.db.get(Book, book_id)

    def search(self, term: Optional[str], page: int = 1, size: int = 20) -> List[Book]:
        stmt = select(Book).options(selectinload(Book.author))
        if term:
            like = f"%{term}%"
            stmt = stmt.where(or_(Book.title.ilike(like), Book.isbn == term))
        stmt = stmt.order_by(Book.title).offset((page - 1) * size).limit(size)
        return list(self.db.scalars(stmt))

    def count(self) -> int:
        return self.db.scalar(select(func.count(Book.id))) or 0

    def add(self, data: BookIn) -> Book:
        book = Book(**data.model_dump())
        self.db.add(book)
        self.db.commit()
        self.db.refresh(book)
        return book

    def patch(self, book: Book, data: BookPatch) -> Book:
        for key, value in data.model_dump(exclude_unset=True).items():
            setattr(book, key, value)
        self.db.commit()
        return book


class AuthorRepository:
    def __init__(self, db: Session):
        self.db = db

    def get(self, author_id: int) -> Optional[Author]:
        return self.db.get(Author, author_id)

    def add(self, data: AuthorIn) -> Author:
        author = Author(name=data.name, born=data.born)
        self.db.add(author)
        self.db.commit()
        self.db.refresh(author)
        return author


class OrderRepository:
    def __init__(self, db: Session):
        self.db = db
        self.books = BookRepository(db)

    def place(self, data: OrderIn) -> Order:
        order = Order(customer_email=data.customer_email)
        for line in data.lines:
            book = self.books.get(line.book_id)
            if book is None:
                raise LookupError(f"no book {line.book_id}")
            if book.stock < line.quantity:
                raise OutOfStock(book, line.quantity)
            book.stock -= line.quantity
            order.lines.append(OrderLine(book_id=book.id, quantity=line.quantity, unit_price=book.price))
        self.db.add(order)
        self.db.commit()
        logger.info("order %s placed, total %s", order.id, order.total)
        return order
