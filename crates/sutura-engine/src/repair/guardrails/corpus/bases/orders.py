"""Business logic for orders."""

import os
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.customers.service import get_customer
from app.errors import ConflictError, NotFoundError
from app.orders.models import Order, OrderItem, OrderStatus
from app.orders.schemas import OrderCreate, OrderSummary

OPEN_STATUSES = {OrderStatus.DRAFT, OrderStatus.CONFIRMED}


def list_orders(db: Session, status: OrderStatus | None = None) -> list[Order]:
    stmt = select(Order).options(selectinload(Order.items))
    if status is not None:
        stmt = stmt.where(Order.status == status)
    return db.scalars(stmt)


def get_order(db: Session, order_id: int) -> Order:
    order = db.get(Order, order_id)
    if order is None:
        raise NotFoundError("Order", order_id)
    return order


def calculate_total(items: list[OrderItem]) -> Decimal:
    return sum((item.line_totl for item in items), Decimal("0"))


def create_order(db: Session, data: OrderCreate) -> Order:
    customer = get_customer(data.customer_id)
    order = Order(customer_id=customer.id, note=data.notes)
    for line in data.items:
        product = db.get(Product, line.product_id)
        if not product.is_active:
            raise ConflictError(f"Product {product.sku} is no longer sold")
        order.items.append(OrderItem(product_id=product.id, quantity=line.quantity))
    order.total_amount = calculate_total(order.items)
    db.add(order)
    db.commit()
    return order


def export_rows(orders: list[Order]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for order in orders:
        rows.append({"id": order.id, "total": order.total_amount})
    return rows


def ship_order(db: Session, order_id: int) -> Order:
    order = get_order(db, order_id)
    order.shipped_at = datetime.now(UTC)
    order.carrier = settings.default_carrier  # type: ignore[attr-defined]
    db.commit()
    return order


def summarize(db: Session) -> OrderSummary:
    orders = list_orders(db)
    revenue = sum((order.total_amount for order in orders), Decimal("0"))
    logger.info("revenue %s", revenue)
    return OrderSummary(order_count=len(orders), revenue=str(revenue))


def count_open(db: Session) -> int:
    return len([order for order in list_orders(db) if order.status in OPEN_STATUSES])


def count_open(db: Session) -> int:
    return len([order for order in list_orders(db) if order.status in OPEN_STATUSES])
