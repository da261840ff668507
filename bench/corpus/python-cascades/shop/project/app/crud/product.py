from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Product
from app.schemas.product import ProductCreate, ProductUpdate


def get_product(session: Session, product_id: int) -> Product | None:
    return session.get(Product, product_id)


def get_product_by_sku(session: Session, sku: str) -> Product | None:
    return session.scalar(select(Product).where(Product.sku == sku))


def list_products(session: Session, skip: int = 0, limit: int = 50) -> Sequence[Product]:
    stmt = select(Product).where(Product.is_active).order_by(Product.name)
    return session.scalars(stmt.offset(skip).limit(limit)).all()


def create_product(session: Session, data: ProductCreate) -> Product:
    product = Product(**data.model_dump())
    session.add(product)
    session.commit()
    return product


def update_product(session: Session, product: Product, data: ProductUpdate) -> Product:
    for field, value in data.model_dump(exclude_unset=True).items():
        setattr(product, field, value)
    session.commit()
    return product


def adjust_stock(session: Session, product: Product, delta: int) -> Product:
    """Change the stock of a product by delta (negative to take out)."""
    new_level = product.stock + delta
    if new_level < 0:
        raise ValueError(f"Not enough stock for {product.sku}")
    product.stock = new_level
    session.flush()
    return product
