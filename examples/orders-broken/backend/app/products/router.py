from typing import Annotated

from fastapi import APIRouter, Depends, status
from sqlalchemy.orm import Session

from app.config import get_settings
from app.core.pagination import PageParams, page_params
from app.database import get_db
from app.products import service
from app.products.models import Product
from app.products.schemas import ProductCreate, ProductRead, StockAdjustment

router = APIRouter(prefix="/products", tags=["products"])

DbSession = Annotated[Session, Depends(get_db)]


@router.get("", response_model=list[ProductRead])
def list_products(
    db: DbSession,
    page: Annotated[PageParams, Depends(page_params)],
    search: str | None = None,
    include_inactive: bool = False,
) -> list[Product]:
    products = service.list_products(db, search, only_active=not include_inactive)
    return products[page.offset : page.offset + page.limit]


@router.get("/low-stock", response_model=list[ProductRead])
def list_low_stock(db: DbSession) -> list[Product]:
    return service.list_low_stock(db, get_settings().low_stock_threshold)


@router.post("", response_model=ProductRead, status_code=status.HTTP_201_CREATED)
def create_product(db: DbSession, data: ProductCreate) -> Product:
    return service.create_product(db, data)


@router.get("/{product_id}", response_model=ProductRead)
def get_product(db: DbSession, product_id: int) -> Product:
    return service.get_product(db, product_id)


@router.post("/{product_id}/stock", response_model=ProductRead)
def adjust_stock(db: DbSession, product_id: int, data: StockAdjustment) -> Product:
    return service.adjust_stock(db, product_id, data.delta)
