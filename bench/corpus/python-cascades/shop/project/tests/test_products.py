import pytest
from sqlalchemy.orm import Session

from app.crud.product import adjust_stock, get_product
from app.models import Product
from app.services.inventory import inventory_value, low_stock


def test_get_product(session: Session, mug: Product) -> None:
    found = get_product(session, mug.id)
    assert found is not None
    assert found.price_cents == 1250


def test_adjust_stock(session: Session, mug: Product) -> None:
    adjust_stock(session, mug, -4)
    assert mug.stock == 6
    with pytest.raises(ValueError):
        adjust_stock(session, mug, -7)


def test_reports(session: Session, mug: Product) -> None:
    assert inventory_value(session) == 12500
    assert low_stock(session, 5) == []
    assert low_stock(session, 10) == [mug]
