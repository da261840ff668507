from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query
from sqlalchemy.orm import Session

from library.db import get_session
from library.models import Book
from library.repositories import BookRepository
from library.schemas import BookIn, BookOut, BookPage

router = APIRouter(prefix="/books", tags=["books"])


def get_repo(session: Annotated[Session, Depends(get_session)]) -> BookRepository:
    return BookRepository(session)


Repo = Annotated[BookRepository, Depends(get_repo)]


@router.get("", response_model=BookPage)
def search_books(repo: Repo, q: str, page: Annotated[int, Query(ge=1)] = 1) -> BookPage:
    result = repo.search(q, page)
    items = [BookOut.model_validate(book) for book in result.items]
    return BookPage(items=items, total=result.total, page=result.number)


@router.post("", response_model=BookOut, status_code=201)
def add_book(repo: Repo, data: BookIn) -> Book:
    if repo.by_isbn(data.isbn):
        raise HTTPException(409, "ISBN exists")
    book = repo.add(Book(**data.model_dump()))
    repo.session.commit()
    return book


@router.get("/{book_id}", response_model=BookOut)
def read_book(repo: Repo, book_id: int) -> Book:
    book = repo.get(book_id)
    if book is None:
        raise HTTPException(404, "Book not found")
    return book
