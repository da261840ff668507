from fastapi import APIRouter, HTTPException

router = APIRouter()


@router.get("/customers/{number}")
def read_customer(number: int) -> str:
    if number < 1:
        raise HTTPException(404)
    return "customer"
