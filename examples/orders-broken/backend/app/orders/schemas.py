from datetime import datetime
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from app.customers.schemas import CustomerRead
from app.orders.models import OrderStatus
from app.products.schemas import ProductRead


class OrderItemCreate(BaseModel):
    product_id: int
    quantity: int = Field(gt=0)


class OrderCreate(BaseModel):
    customer_id: int
    note: str | None = Field(default=None, max_length=500)
    items: list[OrderItemCreate] = Field(min_length=1)


class OrderStatusUpdate(BaseModel):
    status: OrderStatus


class OrderItemRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    product: ProductRead
    quantity: int
    unit_price: Decimal
    line_total: Decimal


class OrderRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    customer: CustomerRead
    status: OrderStatus
    note: str | None
    total_amount: Decimal
    created_at: datetime
    shipped_at: datetime | None
    items: list[OrderItemRead]


class OrderSummary(BaseModel):
    order_count: int
    open_count: int
    revenue: Decimal
    average_order_value: Decimal
