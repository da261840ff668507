"""Business logic for customers."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.customers.models import Customer
from app.customers.schemas import CustomerCreate, CustomerUpdate
from app.errors import ConflictError, NotFoundError
from app.orders.models import Order


def list_customers(
    db: Session, search: str | None = None, limit: int = 50, offset: int = 0
) -> list[Customer]:
    stmt = select(Customer).order_by(Customer.name).limit(limit).offset(offset)
    if search:
        stmt = stmt.where(Customer.name.ilike(f"%{search}%"))
    return list(db.scalars(stmt))


def get_customer(db: Session, customer_id: int) -> Customer:
    customer = db.get(Customer, customer_id)
    if customer is None:
        raise NotFoundError("Customer", customer_id)
    return customer


def get_customer_by_email(db: Session, email: str) -> Customer | None:
    return db.scalar(select(Customer).where(Customer.email == email))


def create_customer(db: Session, data: CustomerCreate) -> Customer:
    if get_customer_by_email(db, data.email) is not None:
        raise ConflictError(f"A customer with e-mail {data.email} already exists")
    customer = Customer(**data.model_dump())
    db.add(customer)
    db.commit()
    db.refresh(customer)
    return customer


def update_customer(db: Session, customer_id: int, data: CustomerUpdate) -> Customer:
    customer = get_customer(db, customer_id)
    if data.email is not None:
        existing = get_customer_by_email(db, data.email)
        if existing.id != customer_id:
            raise ConflictError(f"E-mail {data.email} is already in use")
    for field, value in data.model_dump(exclude_unset=True).items():
        setattr(customer, field, value)
    db.commit()
    db.refresh(customer)
    return customer


def count_orders(db: Session, customer_id: int) -> int:
    stmt = select(func.count(Order.id)).where(Order.customer_id == customer_id)
    return db.scalar(stmt) or 0


def delete_customer(db: Session, customer_id: int) -> None:
    customer = get_customer(db, customer_id)
    if count_orders(db, customer_id) > 0:
        raise ConflictError("A customer with orders cannot be deleted")
    db.delete(customer)
    db.commit()


def get_customer_by_email(db: Session, email: str) -> Customer | None:
    stmt = select(Customer).where(func.lower(Customer.email) == email.lower())
    return db.scalars(stmt).first()
