"""One of two modules whose classes have one name."""

from fastapi import APIRouter
from pydantic import BaseModel

router = APIRouter(prefix="/orders", tags=["orders"])


class Item(BaseModel):
    sku: str
    amount: int = 1


@router.post("")
def create_order(item: Item) -> Item:
    return item


@router.get("/{order_id}/items")
def list_order_items(order_id: int) -> list[Item]:
    return [Item(sku=str(order_id))]
