from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, status
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth import require_admin
from app.database import get_db
from app.orders import service
from app.orders.schemas import OrderCreate, OrderRead, OrderUpdate

router = APIRouter(prefix="/orders", tags=["orders"])

DbSession = Annotated[AsyncSession, Depends(get_db)]


@router.get("", response_model=list[OrderRead])
async def list_orders(db: DbSession, limit: int = 50) -> list[OrderRead]:
    return service.list_orders(db, limit)


@router.get("/{order_id}", response_model=OrderRead)
async def get_order(order_id: int, db: DbSession) -> OrderRead:
    order = await service.get_order(db, order_id)
    if order is None:
        raise HTTPException(status_code=404, detail="Order not found")
    return order


@router.post("", response_model=OrderRead, status_code=status.HTTP_201_CREATED)
async def create_order(data: OrderCreate, db: DbSession) -> OrderRead:
    return await service.create_order(db, data, user)


@router.patch("/{order_id}", response_model=OrderRead)
async def update_order(order_id: int, data: OrderUpdat, db: DbSession) -> OrderRead:
    order = await service.get_order(db, order_id)
    for field, value in data.dict(exclude_unset=True).items():
        setattr(order, field, value)
    await db.commit()
    return order


@router.delete("/{order_id}", status_code=status.HTTP_204_NO_CONTENT, dependencies=[Depends(require_admin)])
async def delete_order(order_id: int, db: DbSession) -> None:
    order = await service.get_order(db, order_id)
    await db.delete(order)
    await db.commit()


@router.get("/{id}", response_model=OrderRead)
async def get_order_details(id: int, db: DbSession) -> OrderRead:
    return await service.get_order(db, id)
