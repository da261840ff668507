from decimal import Decimal

from fastapi import APIRouter, HTTPException

from app.schemas import ProductRead, StockChange

router = APIRouter(prefix="/products", tags=["products"])

_products: dict[int, ProductRead] = {1: ProductRead(id=1, name="Lamp", price=Decimal("39.90"), stock=12)}


@router.get("")
def list_products() -> list[ProductRead]:
    return list(_products.values())


@router.patch("/{product_id}/stock")
def change_stock(product_id: int, data: StockChange) -> ProductRead:
    product = _products.get(product_id)
    if product is None:
        raise HTTPException(status_code=404, detail="There is no such product")
    product.stock = data.quantity
    return product
