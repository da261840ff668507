import pytest
from sqlalchemy.orm import Session

from app.crud.order import OrderError, create_order, order_total
from app.models import Product
from app.schemas.order import OrderCreate, OrderItemCreate


def make_order(product: Product, quantity: int) -> OrderCreate:
    return OrderCreate(
        customer_email="ann@example.com",
        items=[OrderItemCreate(product_id=product.id, quantity=quantity)],
    )


def test_order_takes_stock(session: Session, mug: Product) -> None:
    order = create_order(session, make_order(mug, 3))
    assert order_total(order) == 3 * mug.price_cents
    assert mug.stock == 7


def test_order_too_large(session: Session, mug: Product) -> None:
    with pytest.raises(OrderError):
        create_order(session, make_order(mug, 11))
