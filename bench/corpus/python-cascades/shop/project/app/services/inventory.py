from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.config import settings
from app.models import Product


def low_stock(session: Session, threshold: int | None = None) -> Sequence[Product]:
    limit = settings.low_stock_threshold if threshold is None else threshold
    stmt = select(Product).where(Product.is_active, Product.stock <= limit)
    return session.scalars(stmt.order_by(Product.stock)).all()


def inventory_value(session: Session) -> int:
    total = session.scalar(select(func.sum(Product.price_cents * Product.stock)))
    return total or 0
