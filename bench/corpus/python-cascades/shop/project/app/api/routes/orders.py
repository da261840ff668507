from collections.abc import Sequence

from fastapi import APIRouter, HTTPException, status

from app.api.deps import SessionDep
from app.crud.order import OrderError, create_order, get_order, list_orders, order_total
from app.models import Order
from app.schemas.order import OrderCreate, OrderRead

router = APIRouter()


@router.get("", response_model=list[OrderRead])
def read_orders(session: SessionDep, email: str | None = None) -> Sequence[Order]:
    return list_orders(session, email)


@router.post("", response_model=OrderRead, status_code=status.HTTP_201_CREATED)
def place_order(session: SessionDep, data: OrderCreate) -> Order:
    try:
        return create_order(session, data)
    except OrderError as exc:
        raise HTTPException(status.HTTP_400_BAD_REQUEST, str(exc)) from exc


@router.get("/{order_id}", response_model=OrderRead)
def read_order(session: SessionDep, order_id: int) -> Order:
    order = get_order(session, order_id)
    if order is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "Order not found")
    return order


@router.get("/{order_id}/total")
def read_order_total(session: SessionDep, order_id: int) -> dict[str, int]:
    order = read_order(session, order_id)
    return {"total_cents": order_total(order)}
