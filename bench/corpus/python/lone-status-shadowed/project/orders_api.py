from fastapi import FastAPI, HTTPException, Query, status
from pydantic import BaseModel

app = FastAPI()

STATES = ("new", "paid", "shipped")


class Order(BaseModel):
    id: int
    state: str = "new"


ORDERS = [Order(id=1), Order(id=2, state="paid")]


@app.get("/orders")
def list_orders(state: str | None = Query(default=None, alias="status")) -> list[Order]:
    if state is None:
        return ORDERS
    if state not in STATES:
        raise HTTPException(status.HTTP_400_BAD_REQUEST, "unknown state")
    return [order for order in ORDERS if order.state == state]


@app.get("/orders/{order_id}")
def read_order(order_id: int) -> Order:
    for order in ORDERS:
        if order.id == order_id:
            return order
    raise HTTPException(status.HTTP_404_NOT_FOUND, "no such order")
