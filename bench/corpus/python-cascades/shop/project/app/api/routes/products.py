from collections.abc import Sequence

from fastapi import APIRouter, HTTPException, status

from app.api.deps import ProductDep, SessionDep
from app.crud.product import (
    adjust_stock,
    create_product,
    get_product_by_sku,
    list_products,
    update_product,
)
from app.models import Product
from app.schemas.product import ProductCreate, ProductRead, ProductUpdate, StockChange
from app.services.inventory import inventory_value, low_stock

router = APIRouter()


@router.get("", response_model=list[ProductRead])
def read_products(session: SessionDep, skip: int = 0, limit: int = 50) -> Sequence[Product]:
    return list_products(session, skip=skip, limit=limit)


@router.get("/low-stock", response_model=list[ProductRead])
def read_low_stock(session: SessionDep, threshold: int | None = None) -> Sequence[Product]:
    return low_stock(session, threshold)


@router.get("/inventory-value")
def read_inventory_value(session: SessionDep) -> dict[str, int]:
    return {"total_cents": inventory_value(session)}


@router.post("", response_model=ProductRead, status_code=status.HTTP_201_CREATED)
def add_product(session: SessionDep, data: ProductCreate) -> Product:
    if get_product_by_sku(session, data.sku) is not None:
        raise HTTPException(status.HTTP_409_CONFLICT, "SKU already exists")
    return create_product(session, data)


@router.get("/{product_id}", response_model=ProductRead)
def read_product(product: ProductDep) -> Product:
    return product


@router.patch("/{product_id}", response_model=ProductRead)
def edit_product(session: SessionDep, product: ProductDep, data: ProductUpdate) -> Product:
    return update_product(session, product, data)


@router.post("/{product_id}/stock", response_model=ProductRead)
def change_stock(session: SessionDep, product: ProductDep, change: StockChange) -> Product:
    try:
        adjust_stock(session, product, change.delta)
    except ValueError as exc:
        raise HTTPException(status.HTTP_400_BAD_REQUEST, str(exc)) from exc
    session.commit()
    return product
