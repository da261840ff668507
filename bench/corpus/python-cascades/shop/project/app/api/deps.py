from typing import Annotated

from fastapi import Depends, HTTPException, Path, status
from sqlalchemy.orm import Session

from app.core.db import get_session
from app.crud.product import get_product
from app.models import Product

SessionDep = Annotated[Session, Depends(get_session)]


def product_or_404(session: SessionDep, product_id: Annotated[int, Path(ge=1)]) -> Product:
    product = get_product(session, product_id)
    if product is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "Product not found")
    return product


ProductDep = Annotated[Product, Depends(product_or_404)]
