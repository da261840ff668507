from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel


class OrderStatus(StrEnum):
    PENDING = "pending"
    PAID = "paid"
    SHIPPED = "shipped"
    CANCELED = "canceled"


class OrderLine(BaseModel):
    product_id: int
    quantity: int


class OrderCreate(BaseModel):
    customer_id: int
    currency: str
    lines: list[OrderLine]
    note: str | None = None


class OrderRead(BaseModel):
    id: int
    customer_id: int
    status: OrderStatus
    lines: list[OrderLine]
    total_amount: float
    note: str | None
    created_at: datetime


class CustomerCreate(BaseModel):
    name: str
    email: str
    phone_number: str | None = None


class CustomerRead(BaseModel):
    id: int
    name: str
    email: str


class ProductRead(BaseModel):
    id: int
    name: str
    price: Decimal
    stock: int


class StockChange(BaseModel):
    quantity: int
