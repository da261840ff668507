from typing import Optional

from fastapi import APIRouter, Depends, HTTPException, Query
from sqlalchemy.orm import Session

from ..database import get_db
from ..repository import AuthorRepository, BookRepository
from ..schemas import BookIn, BookOut, BookPatch, Page

router = APIRouter(prefix="/books", tags=["books"])


def get_repo(db: Session = Depends(get_db)) -> BookRepository:
    return BookRepository(db)


@router.get("/", response_model=Page[BookOut])
def list_books(
    q: Optional[str] = None,
    page: int = Query(1, ge=1),
    size: int = Query(20, ge=1, le=100),
    repo: BookRepository = Depends(get_repo),
):
    books = repo.search(q, page=page, size=size)
    items = [BookOut.model_validate(book) for book in books]
    return Page[BookOut](items=items, total=repo.count(), page=page, size=size)


@router.get("/{book_id}", response_model=BookOut)
def read_book(book_id: int, repo: BookRepository = Depends(get_repo)):
    book = repo.get(book_id)
    if not book:
        raise HTTPException(status_code=404, detail="Book not found")
    return book


@router.post("/", response_model=BookOut, status_code=201)
def create_book(
    data: BookIn,
    repo: BookRepository = Depends(get_repo),
    db: Session = Depends(get_db),
):
    if AuthorRepository(db).get(data.author_id) is None:
        raise HTTPException(status_code=422, detail="Unknown author")
    return repo.add(data)


@router.patch("/{book_id}", response_model=BookOut)
def patch_book(book_id: int, data: BookPatch, repo: BookRepository = Depends(get_repo)):
    book = repo.get(book_id)
    if not book:
        raise HTTPException(status_code=404, detail="Book not found")
    return repo.patch(book, data)
