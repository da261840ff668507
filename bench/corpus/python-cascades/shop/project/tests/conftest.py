from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from app.core.db import Base
from app.crud.product import create_product
from app.models import Product
from app.schemas.product import ProductCreate


@pytest.fixture
def session() -> Iterator[Session]:
    engine = create_engine(
        "sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool
    )
    Base.metadata.create_all(engine)
    with Session(engine, expire_on_commit=False) as s:
        yield s


@pytest.fixture
def mug(session: Session) -> Product:
    return create_product(
        session, ProductCreate(sku="MUG-1", name="Mug", price_cents=1250, stock=10)
    )
