"""One of two modules whose classes have one name."""

from fastapi import APIRouter
from pydantic import BaseModel

router = APIRouter(prefix="/customers", tags=["customers"])


class Item(BaseModel):
    name: str
    vip: bool = False


@router.post("")
def create_customer(item: Item) -> Item:
    return item


@router.get("/{customer_id}")
def get_customer(customer_id: int) -> Item:
    return Item(name=f"customer {customer_id}")
