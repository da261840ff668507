from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Query
from sqlmodel import Session

from app import services
from app.database import create_db_and_tables, get_session
from app.models import Movement, MovementCreate, Product, ProductCreate, ProductPublic, ProductUpdate


@asynccontextmanager
async def lifespan(_: FastAPI):
    create_db_and_tables()
    yield


app = FastAPI(lifespan=lifespan)
SessionDep = Annotated[Session, Depends(get_session)]


@app.get("/products", response_model=list[ProductPublic])
def read_products(
    session: SessionDep,
    warehouse: Annotated[str | None, Query(max_length=8)] = None,
    low: bool = False,
):
    return services.find_products(session, warehouse, low)


@app.post("/products", response_model=ProductPublic, status_code=201)
def create_product(product: ProductCreate, session: SessionDep):
    db_product = Product.model_validate(product)
    session.add(db_product)
    session.commit()
    session.refresh(db_product)
    return db_product


@app.patch("/products/{product_id}", response_model=ProductPublic)
def update_product(product_id: int, product: ProductUpdate, session: SessionDep):
    db_product = session.get(Product, product_id)
    if not db_product:
        raise HTTPException(status_code=404, detail="Product not found")
    db_product.sqlmodel_update(product.model_dump(exclude_unset=True))
    session.add(db_product)
    session.commit()
    session.refresh(db_product)
    return db_product


@app.post("/products/{product_id}/movements", response_model=Movement, status_code=201)
def create_movement(product_id: int, data: MovementCreate, session: SessionDep):
    product = session.get(Product, product_id)
    if not product:
        raise HTTPException(status_code=404, detail="Product not found")
    try:
        return services.apply_movement(session, product, data)
    except services.NotEnoughStock as exc:
        raise HTTPException(status_code=409, detail=str(exc)) from exc


@app.get("/stats")
def stats(session: SessionDep) -> dict[str, int]:
    return {"units": services.stock_total(session)}
