import uuid

from fastapi import APIRouter, BackgroundTasks, Depends, HTTPException
from sqlalchemy.orm import Session

from ..database import get_db
from ..mailer import send_order_confirmation
from ..models import Order
from ..repository import OrderRepository, OutOfStock
from ..schemas import OrderIn, OrderOut

router = APIRouter(prefix="/orders", tags=["orders"])


@router.post("/", response_model=OrderOut, status_code=201)
def place_order(data: OrderIn, background: BackgroundTasks, db: Session = Depends(get_db)):
    try:
        order = OrderRepository(db).place(data)
    except LookupError as exc:
        raise HTTPException(status_code=404, detail=str(exc)) from exc
    except OutOfStock as exc:
        raise HTTPException(status_code=409, detail=str(exc)) from exc
    background.add_task(send_order_confirmation, order.customer_email, str(order.id), order.total)
    return order


@router.get("/{order_id}", response_model=OrderOut)
def read_order(order_id: uuid.UUID, db: Session = Depends(get_db)):
    order = db.get(Order, order_id)
    if order is None:
        raise HTTPException(status_code=404, detail="Order not found")
    return order
