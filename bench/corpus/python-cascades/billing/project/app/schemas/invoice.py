from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from app.core.constants import VAT_RATES


class LineCreate(BaseModel):
    description: str
    quantity: int = Field(default=1, ge=1)
    unit_price: Decimal
    vat: str = "standard"

    @field_validator("vat")
    @classmethod
    def known_rate(cls, value: str) -> str:
        if value not in VAT_RATES:
            raise ValueError(f"unknown VAT rate {value}")
        return value


class InvoiceCreate(BaseModel):
    client_id: int
    issued_on: date
    lines: list[LineCreate] = Field(min_length=1)


class InvoiceRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    number: str
    client_id: int
    issued_on: date
    due_on: date
    paid: bool


class TotalsRead(BaseModel):
    net: Decimal
    vat: Decimal
    gross: Decimal
    display: str
