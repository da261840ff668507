import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Generic, List, Optional, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

T = TypeVar("T")

Isbn = Annotated[str, StringConstraints(pattern=r"^\d{13}$")]


class ORMModel(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class AuthorIn(BaseModel):
    name: str = Field(..., max_length=100)
    born: Optional[date] = None


class AuthorOut(ORMModel):
    id: int
    name: str
    born: Optional[date] = None


class BookIn(BaseModel):
    isbn: Isbn
    title: str
    summary: Optional[str] = None
    price: Decimal = Field(..., gt=0, decimal_places=2)
    stock: int = Field(0, ge=0)
    author_id: int


class BookPatch(BaseModel):
    title: Optional[str] = None
    summary: Optional[str] = None
    price: Optional[Decimal] = None
    stock: Optional[int] = None


class BookOut(ORMModel):
    id: int
    isbn: str
    title: str
    summary: Optional[str]
    price: Decimal
    stock: int
    author: AuthorOut


class OrderLineIn(BaseModel):
    book_id: int
    quantity: int = Field(1, ge=1)


class OrderIn(BaseModel):
    customer_email: str
    lines: List[OrderLineIn] = Field(..., min_length=1)

    @model_validator(mode="after")
    def no_duplicate_books(self) -> "OrderIn":
        ids = [line.book_id for line in self.lines]
        if len(ids) != len(set(ids)):
            raise ValueError("each book may appear only once in an order")
        return self


class OrderOut(ORMModel):
    id: uuid.UUID
    customer_email: str
    created_at: datetime
    total: Decimal


class Page(BaseModel, Generic[T]):
    items: List[T]
    total: int
    page: int = 1
    size: int = 20
