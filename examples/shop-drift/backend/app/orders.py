from datetime import UTC, datetime

from fastapi import APIRouter, HTTPException

from app.schemas import OrderCreate, OrderRead, OrderStatus

router = APIRouter(prefix="/orders", tags=["orders"])

_orders: dict[int, OrderRead] = {}


@router.get("")
def list_orders(status: OrderStatus | None = None) -> list[OrderRead]:
    return [order for order in _orders.values() if status is None or order.status == status]


@router.post("", status_code=201)
def create_order(data: OrderCreate) -> OrderRead:
    order = OrderRead(
        id=len(_orders) + 1,
        customer_id=data.customer_id,
        status=OrderStatus.PENDING,
        lines=data.lines,
        total_amount=0.0,
        note=data.note,
        created_at=datetime.now(UTC),
    )
    _orders[order.id] = order
    return order


@router.post("/{order_id}/cancellation")
def cancel_order(order_id: int) -> OrderRead:
    order = _orders.get(order_id)
    if order is None:
        raise HTTPException(status_code=404, detail="There is no such order")
    order.status = OrderStatus.CANCELED
    return order
