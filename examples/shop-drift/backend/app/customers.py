from fastapi import APIRouter

from app.schemas import CustomerCreate, CustomerRead

router = APIRouter(prefix="/customers", tags=["customers"])

_customers: dict[int, CustomerRead] = {}


@router.get("")
def list_customers(query: str = "") -> list[CustomerRead]:
    return [customer for customer in _customers.values() if query.lower() in customer.name.lower()]


@router.post("", status_code=201)
def create_customer(data: CustomerCreate) -> CustomerRead:
    customer = CustomerRead.model_validate({"id": len(_customers) + 1, **data.model_dump()})
    _customers[customer.id] = customer
    return customer
