from typing import Annotated

from fastapi import APIRouter, Depends, status
from sqlalchemy.orm import Session

from app.database import get_db
from app.orders import service
from app.orders.models import Order, OrderStatus
from app.orders.schemas import (
    OrderCreate,
    OrderRead,
    OrderStatusUpdate,
    OrderSummary,
)

router = APIRouter(prefix="/orders", tags=["orders"])

DbSession = Annotated[Session, Depends(get_db)]


@router.get("", response_model=list[OrderRead])
def list_orders(
    db: DbSession,
    order_status: OrderStatus | None = None,
    customer_id: int | None = None,
) -> list[Order]:
    return service.list_orders(db, order_status, customer_id)


@router.get("/summary", response_model=OrderSummary)
def get_summary(db: DbSession) -> OrderSummary:
    return service.summarize_orders(db)


@router.post("", response_model=OrderRead, status_code=status.HTTP_201_CREATED)
def create_order(db: DbSession, data: OrderCreate) -> Order:
    return service.create_order(db, data)


@router.get("/{order_id}", response_model=OrderRead)
def get_order(db: DbSession, order_id: int) -> Order:
    return service.get_order(db, order_id)


@router.patch("/{order_id}/status", response_model=OrderRead)
def update_status(db: DbSession, order_id: int, data: OrderStatusUpdate) -> Order:
    return service.change_status(db, order_id, data)


@router.get("/{order_id}", response_model=OrderRead)
def get_order_details(db: DbSession, order_id: int) -> Order:
    return service.get_order(db, order_id)
