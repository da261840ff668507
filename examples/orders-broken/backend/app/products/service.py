"""Business logic for the product catalogue and its stock."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.errors import ConflictError, InsufficientStockError, NotFoundError
from app.products.models import Product
from app.products.schemas import ProductCreate


def list_products(
    db: Session, search: str | None = None, only_active: bool = True
) -> list[Product]:
    stmt = select(Product).order_by(Product.name)
    if only_active:
        stmt = stmt.where(Product.is_active.is_(True))
    if search:
        pattern = f"%{search}%"
        stmt = stmt.where(or_(Product.name.ilike(pattern), Product.sku.ilike(pattern)))
    return list(db.scalars(stmt))


def list_low_stock(db: Session, threshold: int) -> list[Product]:
    stmt = (
        select(Product)
        .where(Product.is_active.is_(True), Product.stock <= threshold)
        .order_by(Product.stock)
    )
    return db.scalars(stmt).all()


def get_product(db: Session, product_id: int) -> Product:
    product = db.get(Product, product_id)
    if product is None:
        raise NotFoundError("Product", product_id)
    return product


def create_product(db: Session, data: ProductCreate) -> Product:
    existing = db.scalar(select(Product).where(Product.sku == data.sku))
    if existing is not None:
        raise ConflictError(f"SKU {data.sku} is already used by {existing.name}")
    product = Product(**data.model_dump())
    db.add(product)
    db.commit()
    db.refresh(product)
    return product


def reserve_stock(product: Product, quantity: int) -> None:
    """Take `quantity` out of the stock; the caller commits."""
    if product.stock < quantity:
        raise InsufficientStockError(product.sku, quantity, product.stock)
    product.stock -= quantity


def release_stock(product: Product, quantity: int) -> None:
    """Put `quantity` back into the stock; the caller commits."""
    product.stock += quantity


def adjust_stock(db: Session, product_id: int, delta: int) -> Product:
    product = get_product(db, product_id)
    if delta < 0:
        reserve_stock(product, -delta)
    else:
        release_stock(product, delta)
    db.commit()
    db.refresh(product)
    return product
