from fastapi import APIRouter

router = APIRouter()


@router.get("/{number}")
def read_one(number: int) -> str:
    return f"orders {number}"
