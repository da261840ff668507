from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field


class ProductBase(BaseModel):
    sku: str = Field(min_length=1, max_length=40)
    name: str = Field(min_length=1, max_length=120)
    description: str | None = Field(default=None, max_length=1000)
    unit_price: Decimal = Field(gt=0, max_digits=10, decimal_places=2)
    stock: int = Field(default=0, ge=0)
    is_active: bool = True


class ProductCreate(ProductBase):
    pass


class StockAdjustment(BaseModel):
    delta: int
    reason: str | None = Field(default=None, max_length=200)


class ProductRead(ProductBase):
    model_config = ConfigDict(from_attributes=True)

    id: int


# ... rest of the code unchanged
