from fastapi import APIRouter
from pydantic import BaseModel

router = APIRouter(prefix="/orders")


class OrderRead(BaseModel):
    number: int
    total: int


@router.get("/{number}")
def read_order(number: int) -> OrderRead:
    return OrderRead(number=number, total=0)


@router.delete("/{number}/lines/{line}")
def delete_line(number: int, line: int) -> None:
    print(number, line)
