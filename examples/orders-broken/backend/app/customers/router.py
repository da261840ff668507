from typing import Annotated

from fastapi import APIRouter, Depends, status
from sqlalchemy.orm import Session

from app.customers import service
from app.customers.models import Customer
from app.customers.schemas import CustomerCreate, CustomerRead, CustomerUpdate
from app.database import get_db
from app.pagination import PageParams, page_params

router = APIRouter(prefix="/customers", tags=["customers"])

DbSession = Annotated[Session, Depends(get_db)]


@router.get("", response_model=list[CustomerRead])
def list_customers(
    db: DbSession,
    page: Annotated[PageParams, Depends(page_params)],
    search: str | None = None,
) -> list[Customer]:
    return service.list_customers(db, search, page.limit, page.offset)


@router.post("", response_model=CustomerRead, status_code=status.HTTP_201_CREATED)
def create_customer(db: DbSession, data: CustomerCreate) -> Customer:
    return service.create_customer(db, data)


@router.get("/{customer_id}", response_model=CustomerRead)
def get_customer(db: DbSession, customer_id: int) -> Customer:
    return service.get_customer(db, customer_id)


@router.patch("/{customer_id}", response_model=CustomerRead)
def update_customer(
    db: DbSession, customer_id: int, data: CustomerUpdate
) -> Customer:
    return service.update_customer(db, customer_id, data)


@router.delete("/{customer_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_customer(db: DbSession, customer_id: int) -> None:
    service.delete_customer(customer_id)
