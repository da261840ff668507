from datetime import datetime, timezone
from enum import Enum
from typing import Optional

from sqlmodel import Field, Relationship, SQLModel


class MovementKind(str, Enum):
    inbound = "inbound"
    outbound = "outbound"
    correction = "correction"


class WarehouseBase(SQLModel):
    code: str = Field(index=True, unique=True, max_length=8)
    city: str


class Warehouse(WarehouseBase, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    products: list["Product"] = Relationship(back_populates="warehouse")


class ProductBase(SQLModel):
    sku: str = Field(index=True, max_length=32)
    name: str
    quantity: int = Field(default=0, ge=0)
    reorder_level: int = 10
    warehouse_id: Optional[int] = Field(default=None, foreign_key="warehouse.id")


class Product(ProductBase, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    warehouse: Optional[Warehouse] = Relationship(back_populates="products")
    movements: list["Movement"] = Relationship(back_populates="product")


class Movement(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    kind: MovementKind
    amount: int
    created_at: datetime = Field(default_factory=lambda: datetime.now(timezone.utc))
    product_id: int = Field(foreign_key="product.id")
    product: Optional[Product] = Relationship(back_populates="movements")


class ProductCreate(ProductBase):
    pass


class ProductPublic(ProductBase):
    id: int


class ProductUpdate(SQLModel):
    name: Optional[str] = None
    reorder_level: Optional[int] = None
    warehouse_id: Optional[int] = None


class MovementCreate(SQLModel):
    kind: MovementKind
    amount: int
