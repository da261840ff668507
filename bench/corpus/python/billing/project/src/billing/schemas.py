from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field, computed_field

from billing.types import Currency, InvoiceState


class CustomerCreate(BaseModel):
    name: str
    vat_number: str | None = None
    currency: Currency = Currency.EUR


class InvoiceCreate(BaseModel):
    customer_id: int
    issued_on: date
    payment_days: int = Field(default=14, ge=0, le=90)
    items: list[ItemCreate]


class ItemCreate(BaseModel):
    text: str
    quantity: int = 1
    unit_price: Decimal


class InvoiceRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    number: str
    state: InvoiceState
    issued_on: date
    due_on: date
    items: list[ItemRead]

    @computed_field
    @property
    def total(self) -> Decimal:
        return sum((item.unit_price * item.quantity for item in self.items), Decimal(0))


class ItemRead(ItemCreate):
    model_config = ConfigDict(from_attributes=True)

    id: int
