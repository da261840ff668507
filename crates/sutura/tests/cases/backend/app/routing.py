"""Which routes there are, and what they are called."""

from fastapi import APIRouter, WebSocket
from pydantic import BaseModel

router = APIRouter()
spaced = APIRouter(prefix="/routing/order-items", tags=["order items"])
given = APIRouter(prefix="/routing/given", tags=["given"])
prefixed = APIRouter(prefix="/routing/v1/shops/{shop_id}/racks", tags=["racks"])


class Thing(BaseModel):
    id: int


@spaced.get("")
def list_order_items() -> list[Thing]:
    return [Thing(id=1)]


@spaced.get("/{order_item_id}")
def get_order_item(order_item_id: int) -> Thing:
    return Thing(id=order_item_id)


@given.get("", operation_id="searchThings")
def search() -> list[Thing]:
    return []


@given.get("/old", deprecated=True)
def old() -> Thing:
    """Is *still* there.

    But not for long */.
    """
    return Thing(id=3)


@given.get("/hidden", include_in_schema=False)
def hidden() -> str:
    return "nobody knows"


@given.websocket("/socket")
async def socket(websocket: WebSocket) -> None:
    await websocket.accept()


@prefixed.get("/{rack_id}")
def read_rack(shop_id: int, rack_id: str) -> list[str]:
    return [str(shop_id), rack_id]


@prefixed.post("/{rack_id}", status_code=201)
def create_rack(shop_id: int, rack_id: str, thing: Thing) -> Thing:
    return thing


@router.get("/health")
def health() -> str:
    return "well"


for part in (spaced, given, prefixed):
    router.include_router(part)
