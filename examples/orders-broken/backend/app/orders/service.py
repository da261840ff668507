"""Business logic for orders: creation, totals and status transitions."""

from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.customers.service import get_customer
from app.errors import ConflictError, NotFoundError
from app.orders.models import Order, OrderItem, OrderStatus
from app.orders.schemas import OrderCreate, OrderSummary
from app.products.models import Product
from app.products.service import get_product_by_id, release_stock, reserve_stock

ALLOWED_TRANSITIONS: dict[OrderStatus, set[OrderStatus]] = {
    OrderStatus.DRAFT: {OrderStatus.CONFIRMED, OrderStatus.CANCELLED},
    OrderStatus.CONFIRMED: {OrderStatus.SHIPPED, OrderStatus.CANCELLED},
    OrderStatus.SHIPPED: {OrderStatus.DELIVERED},
    OrderStatus.DELIVERED: set(),
    OrderStatus.CANCELLED: set(),
}

OPEN_STATUSES = {OrderStatus.DRAFT, OrderStatus.CONFIRMED, OrderStatus.SHIPPED}


def list_orders(
    db: Session, status: OrderStatus | None = None, customer_id: int | None = None
) -> list[Order]:
    stmt = (
        select(Order)
        .options(selectinload(Order.customer), selectinload(Order.items))
        .order_by(Order.created_at.desc())
    )
    if status is not None:
        stmt = stmt.where(Order.status == status)
    if customer_id is not None:
        stmt = stmt.where(Order.customer_id == customer_id)
    return list(db.scalars(stmt))


def get_order(db: Session, order_id: int) -> Order:
    order = db.get(Order, order_id)
    if order is None:
        raise NotFoundError("Order", order_id)
    return order


def calculate_total(items: list[OrderItem]) -> Decimal:
    return sum((item.line_total for item in items), Decimal("0"))


def create_order(db: Session, data: OrderCreate) -> Order:
    customer = get_customer(db, data.customer_id)
    order = Order(customer_id=customer.id, note=data.note)
    for line in data.items:
        product = get_product_by_id(db, line.product_id)
        if not product.is_active:
            raise ConflictError(f"Product {product.sku} is no longer sold")
        reserve_stock(product, line.quantity)
        order.items.append(
            OrderItem(
                product_id=product.id,
                quantity=line.quantity,
                unit_price=product.unit_price,
            )
        )
    order.total_amount = calculate_total(order.items)
    db.add(order)
    db.commit()
    db.refresh(order)
    return order


def restock_items(db: Session, order: Order) -> None:
    """Give the reserved quantities of a cancelled order back to the stock."""
    for item in order.items:
        product = db.get(Product, item.product_id)
        if product is not None and product.is_active:
            release_stock(product, item.quantity)


def change_status(db: Session, order_id: int, new_status: OrderStatus) -> Order:
    order = get_order(db, order_id)
    if new_status not in ALLOWED_TRANSITIONS[order.status]:
        raise ConflictError(f"Order cannot go from {order.status} to {new_status}")
    if new_status is OrderStatus.CANCELLED:
        restock_items(db, order)
    if new_status is OrderStatus.SHIPPED:
        order.shipped_at = datetime.now(UTC)
    order.status = new_status
    db.commit()
    db.refresh(order)
    return order


def summarize_orders(db: Session) -> OrderSummary:
    orders = list_orders(db)
    billable = [order for order in orders if order.status != OrderStatus.CANCELLED]
    revenue = sum((order.total for order in billable), Decimal("0"))
    average = revenue / len(billable) if billable else Decimal("0")
    return OrderSummary(
        order_count=len(orders),
        open_count=sum(order.status in OPEN_STATUSES for order in orders),
        revenue=revenue,
        average_order_value=average.quantize(Decimal("0.01")),
    )
