from datetime import date

from pydantic import BaseModel, ConfigDict, Field


class BookIn(BaseModel):
    isbn: str = Field(min_length=10, max_length=13)
    title: str
    author: str
    copies: int = Field(default=1, ge=1)


class BookOut(BookIn):
    model_config = ConfigDict(from_attributes=True)

    id: int


class BookPage(BaseModel):
    items: list[BookOut]
    total: int
    page: int


class LoanIn(BaseModel):
    book_id: int
    card_number: str


class LoanOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    book: BookOut
    borrowed_on: date
    due_on: date
    returned_on: date | None


class FineOut(BaseModel):
    loan_id: int
    days_late: int
    amount: int
