from sqlmodel import Session, col, func, select

from app.models import Movement, MovementCreate, MovementKind, Product, Warehouse


class NotEnoughStock(Exception):
    pass


def find_products(session: Session, warehouse_code: str | None, low_only: bool) -> list[Product]:
    statement = select(Product)
    if warehouse_code:
        statement = statement.join(Warehouse).where(Warehouse.code == warehouse_code)
    if low_only:
        statement = statement.where(col(Product.quantity) <= col(Product.reorder_level))
    return list(session.exec(statement.order_by(col(Product.sku))).all())


def stock_total(session: Session) -> int:
    return session.exec(select(func.sum(Product.quantity))).one() or 0


def apply_movement(session: Session, product: Product, data: MovementCreate) -> Movement:
    if product.id is None:
        raise ValueError("product is not saved")
    if data.kind == MovementKind.inbound:
        product.quantity += data.amount
    elif data.kind == MovementKind.outbound:
        if product.quantity < data.amount:
            raise NotEnoughStock(f"{product.sku}: {product.quantity} < {data.amount}")
        product.quantity -= data.amount
    else:
        product.quantity = data.amount
    movement = Movement(kind=data.kind, amount=data.amount, product_id=product.id)
    session.add(product)
    session.add(movement)
    session.commit()
    session.refresh(movement)
    return movement


def location(product: Product) -> str:
    if product.warehouse is None:
        return "unassigned"
    return f"{product.warehouse.city} ({product.warehouse.code})"
