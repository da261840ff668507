from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.crud.product import adjust_stock, get_product
from app.models import Order, OrderItem
from app.schemas.order import OrderCreate


class OrderError(ValueError):
    pass


def create_order(session: Session, data: OrderCreate) -> Order:
    order = Order(customer_email=data.customer_email)
    for line in data.items:
        product = get_product(session, line.product_id)
        if product is None or not product.is_active:
            raise OrderError(f"Unknown product {line.product_id}")
        if product.stock < line.quantity:
            raise OrderError(f"Only {product.stock} of {product.sku} left")
        adjust_stock(session, product, -line.quantity)
        order.items.append(
            OrderItem(
                product_id=product.id,
                quantity=line.quantity,
                unit_price=product.price_cents,
            )
        )
    session.add(order)
    session.commit()
    return order


def get_order(session: Session, order_id: int) -> Order | None:
    stmt = select(Order).options(selectinload(Order.items)).where(Order.id == order_id)
    return session.scalar(stmt)


def list_orders(session: Session, email: str | None = None) -> Sequence[Order]:
    stmt = select(Order).options(selectinload(Order.items)).order_by(Order.created_at.desc())
    if email is not None:
        stmt = stmt.where(Order.customer_email == email)
    return session.scalars(stmt).all()


def order_total(order: Order) -> int:
    return sum(item.quantity * item.unit_price for item in order.items)
