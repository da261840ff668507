from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy.orm import Session

from ..database import get_db
from ..repository import AuthorRepository
from ..schemas import AuthorIn, AuthorOut

router = APIRouter(prefix="/authors", tags=["authors"])


@router.get("/{author_id}", response_model=AuthorOut)
def read_author(author_id: int, db: Session = Depends(get_db)):
    author = AuthorRepository(db).get(author_id)
    if author is None:
        raise HTTPException(404, "author not found")
    return author


@router.post("/", response_model=AuthorOut, status_code=201)
def create_author(data: AuthorIn, db: Session = Depends(get_db)):
    return AuthorRepository(db).add(data)
