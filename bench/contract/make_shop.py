#!/usr/bin/env python3
"""Writes shop.openapi.json beside it: what FastAPI serves as the document of a small shop with 30 operations.

    python bench/contract/make_shop.py        # with FastAPI and Pydantic; the version is in the document's title
"""

import json
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Annotated, Generic, Literal, TypeVar
from uuid import UUID

import fastapi
from fastapi import APIRouter, Depends, FastAPI, Header, Query, Response, UploadFile
from fastapi.security import OAuth2PasswordBearer, OAuth2PasswordRequestForm
from pydantic import BaseModel, EmailStr, Field

Item = TypeVar("Item")


class OrderStatus(str, Enum):
    PENDING = "pending"
    PAID = "paid"
    SENT = "sent"
    CANCELLED = "cancelled"


class Role(str, Enum):
    ADMIN = "admin"
    STAFF = "staff"
    CUSTOMER = "customer"


class Problem(BaseModel):
    detail: str
    code: str | None = None


class Page(BaseModel, Generic[Item]):
    """One page of a list."""

    items: list[Item]
    total: int
    page: int = 1
    size: int = 20


class Address(BaseModel):
    street: str
    city: str
    zip_code: str
    country: str = "DE"


class CustomerBase(BaseModel):
    name: str = Field(min_length=1, max_length=200, description="As on the invoice.")
    email: EmailStr
    phone: str | None = None
    addresses: list[Address] = []
    born: date | None = None


class CustomerCreate(CustomerBase):
    pass


class CustomerUpdate(BaseModel):
    name: str | None = None
    email: EmailStr | None = None
    phone: str | None = None


class Customer(CustomerBase):
    id: UUID
    created_at: datetime
    labels: dict[str, str] = {}


class Category(BaseModel):
    id: int
    name: str
    parent: "Category | None" = None
    children: list["Category"] = []


class CategoryCreate(BaseModel):
    name: str
    parent_id: int | None = None


class ProductBase(BaseModel):
    name: str
    sku: Annotated[str, Field(pattern="^[A-Z0-9-]+$")]
    price: Decimal
    currency: Literal["EUR", "USD"] = "EUR"
    stock: int = 0
    tags: list[str] = []
    size: tuple[float, float, float] | None = None


class ProductCreate(ProductBase):
    category_id: int


class ProductUpdate(BaseModel):
    name: str | None = None
    price: Decimal | None = None
    stock: int | None = None


class Product(ProductBase):
    id: UUID
    category: Category
    image_url: str | None = None


class OrderLine(BaseModel):
    product_id: UUID
    quantity: int = Field(ge=1)
    price: Decimal


class OrderCreate(BaseModel):
    customer_id: UUID
    lines: list[OrderLine] = Field(min_length=1)
    note: str | None = None
    ship_to: Address | None = None


class OrderUpdate(BaseModel):
    status: OrderStatus | None = None
    note: str | None = None


class CardPayment(BaseModel):
    kind: Literal["card"] = "card"
    last_four: str
    expires: str


class BankPayment(BaseModel):
    kind: Literal["bank"] = "bank"
    iban: str


class CashPayment(BaseModel):
    kind: Literal["cash"] = "cash"


Payment = Annotated[CardPayment | BankPayment | CashPayment, Field(discriminator="kind")]


class Order(OrderCreate):
    id: UUID
    status: OrderStatus = OrderStatus.PENDING
    total: Decimal
    created_at: datetime
    payment: Payment | None = None


class Shipment(BaseModel):
    id: int
    order_id: UUID
    carrier: str
    tracking: str | None = None
    sent_at: datetime | None = None


class ShipmentCreate(BaseModel):
    carrier: str
    tracking: str | None = None


class UserCreate(BaseModel):
    email: EmailStr
    password: str = Field(min_length=12)
    role: Role = Role.CUSTOMER


class User(BaseModel):
    id: int
    email: EmailStr
    role: Role
    is_active: bool = True


class Token(BaseModel):
    access_token: str
    token_type: str = "bearer"


class Totals(BaseModel):
    orders: int
    revenue: Decimal
    by_status: dict[OrderStatus, int]
    by_day: dict[str, Decimal]


token = OAuth2PasswordBearer(tokenUrl="/auth/token")
missing = {404: {"model": Problem}}
signed = [Depends(token)]
Number = Annotated[int, Query(ge=1)]

auth = APIRouter(prefix="/auth", tags=["auth"])
users = APIRouter(prefix="/users", tags=["users"], dependencies=signed)
customers = APIRouter(prefix="/customers", tags=["customers"], dependencies=signed)
categories = APIRouter(prefix="/categories", tags=["categories"])
products = APIRouter(prefix="/products", tags=["products"])
orders = APIRouter(prefix="/orders", tags=["orders"], dependencies=signed)
reports = APIRouter(prefix="/reports", tags=["reports"], dependencies=signed)


@auth.post("/token")
def login(form: Annotated[OAuth2PasswordRequestForm, Depends()]) -> Token: ...


@auth.post("/register", status_code=201)
def register(user: UserCreate) -> User: ...


@users.get("")
def list_users(role: Role | None = None) -> list[User]: ...


@users.get("/me")
def read_users_me() -> User: ...


@users.delete("/{user_id}", status_code=204, responses=missing)
def delete_user(user_id: int) -> None: ...


@customers.get("")
def list_customers(q: str | None = None, page: Number = 1, size: Number = 20) -> Page[Customer]: ...


@customers.post("", status_code=201)
def create_customer(customer: CustomerCreate) -> Customer: ...


@customers.get("/{customer_id}", responses=missing)
def get_customer(customer_id: UUID) -> Customer: ...


@customers.patch("/{customer_id}", responses=missing)
def update_customer(customer_id: UUID, customer: CustomerUpdate) -> Customer: ...


@customers.delete("/{customer_id}", status_code=204, responses=missing)
def delete_customer(customer_id: UUID) -> None: ...


@customers.get("/{customer_id}/orders", responses=missing)
def get_customer_orders(customer_id: UUID, status: OrderStatus | None = None) -> list[Order]: ...


@categories.get("")
def list_categories() -> list[Category]: ...


@categories.post("", status_code=201)
def create_category(category: CategoryCreate) -> Category: ...


@categories.delete("/{category_id}", status_code=204, responses=missing)
def delete_category(category_id: int) -> None: ...


@products.get("")
def list_products(tags: Annotated[list[str], Query()] = [], category_id: int | None = None, page: Number = 1, size: Number = 20) -> Page[Product]: ...


@products.post("", status_code=201, dependencies=signed)
def create_product(product: ProductCreate) -> Product: ...


@products.get("/{product_id}", responses=missing)
def get_product(product_id: UUID) -> Product: ...


@products.patch("/{product_id}", responses=missing, dependencies=signed)
def update_product(product_id: UUID, product: ProductUpdate) -> Product: ...


@products.delete("/{product_id}", status_code=204, responses=missing, dependencies=signed)
def delete_product(product_id: UUID) -> None: ...


@products.put("/{product_id}/image", responses=missing, dependencies=signed)
def upload_image(product_id: UUID, image: UploadFile) -> Product: ...


@orders.get("")
def list_orders(
    status: Annotated[list[OrderStatus], Query()] = [],
    since: date | None = None,
    sort: Literal["created_at", "total"] = "created_at",
    page: Number = 1,
    size: Number = 20,
) -> Page[Order]: ...


@orders.post("", status_code=201)
def create_order(order: OrderCreate, idempotency_key: Annotated[str | None, Header()] = None) -> Order: ...


@orders.get("/{order_id}", responses=missing)
def get_order(order_id: UUID) -> Order: ...


@orders.patch("/{order_id}", responses=missing)
def update_order(order_id: UUID, order: OrderUpdate) -> Order: ...


@orders.post("/{order_id}/pay", responses={**missing, 402: {"model": Problem}})
def pay_order(order_id: UUID, payment: Payment) -> Order: ...


@orders.get("/{order_id}/invoice", response_class=Response, responses={200: {"content": {"application/pdf": {}}}, **missing})
def get_order_invoice(order_id: UUID): ...


@orders.get("/{order_id}/shipments", responses=missing)
def get_order_shipments(order_id: UUID) -> list[Shipment]: ...


@orders.post("/{order_id}/shipments", status_code=201, responses=missing)
def create_order_shipment(order_id: UUID, shipment: ShipmentCreate) -> Shipment: ...


@reports.get("/totals", response_model_exclude_none=True)
def get_totals(since: date | None = None, until: date | None = None) -> Totals: ...


@reports.get("/export", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
def export_orders(status: OrderStatus | None = None): ...


app = FastAPI(title="Shop API", version="1.0.0", description=f"A small shop. Written by FastAPI {fastapi.__version__}.")
for router in (auth, users, customers, categories, products, orders, reports):
    app.include_router(router)

if __name__ == "__main__":
    document = app.openapi()
    print(sum(len(path) for path in document["paths"].values()), "operations,", len(document["components"]["schemas"]), "schemas")
    Path(__file__).with_name("shop.openapi.json").write_text(json.dumps(document, indent=1) + "\n")
