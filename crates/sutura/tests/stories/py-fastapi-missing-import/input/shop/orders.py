from fastapi import APIRouter

router = APIRouter()


@router.get("/orders/{number}")
def read_order(number: int) -> str:
    if number < 1:
        raise HTTPException(404)
    return "order"
