from datetime import datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, EmailStr, Field, validator

from app.orders.models import OrderStatus


class OrderItemCreate(BaseModel):
    product_id: int
    quantity: int = Field(gt=0)


class OrderCreate(BaseModel):
    customer_id: int
    note: str = None
    items: List[OrderItemCreate]

    @validator("items")
    def must_have_items(cls, value):
        if not value:
            raise ValueError("an order needs items")
        return value


class OrderRead(BaseModel):
    id: int
    status: OrderStatus
    total_amount: Decimal
    created_at: datetime
    extra: Any = None

    class Config:
        orm_mode = True


class CustomerRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    email: EmailStr
    city: Optional[str] = None


def to_payload(order: OrderRead) -> dict[str, str]:
    """Serialise an order; see the notes on `# type: ignore` in the guide."""
    return {"id": order.id, "status": order.status.value}
