"""Which fields are sent, and which have to be."""

from typing import Optional

from fastapi import APIRouter
from pydantic import BaseModel, Field, SecretStr, computed_field

router = APIRouter(prefix="/presence", tags=["presence"])


class Defaults(BaseModel):
    name: str
    count: int = 1
    tags: list[str] = Field(default_factory=list)


@router.post("/defaults")
def defaults(item: Defaults) -> Defaults:
    return item


class Nullable(BaseModel):
    required: str | None
    optional: Optional[str] = None
    defaulted: str | None = "plain"


@router.post("/nullable")
def nullable(item: Nullable) -> Nullable:
    return item


class Line(BaseModel):
    sku: str
    note: str | None = None
    amount: int = 1


class Order(BaseModel):
    number: int
    owner: str | None
    first: Line
    lines: list[Line] = []
    by_sku: dict[str, Line] = {}
    labels: list[str] = Field(default_factory=list)


def order() -> Order:
    line = Line(sku="a")
    return Order(number=1, owner=None, first=line, lines=[line], by_sku={"a": line})


@router.get("/whole")
def whole() -> Order:
    return order()


@router.get("/without-none", response_model_exclude_none=True)
def without_none() -> Order:
    return order()


@router.get("/without-unset", response_model_exclude_unset=True)
def without_unset() -> Order:
    return order()


@router.get("/without-defaults", response_model_exclude_defaults=True)
def without_defaults() -> Order:
    return order()


@router.get("/list-without-none", response_model_exclude_none=True)
def list_without_none() -> list[Order]:
    return [order(), order()]


@router.get("/included", response_model_include={"number", "lines"})
def included() -> Order:
    return order()


@router.get("/excluded", response_model_exclude={"lines", "by_sku", "labels"})
def excluded() -> Order:
    return order()


@router.get("/included-without-none", response_model_include={"number", "owner"}, response_model_exclude_none=True)
def included_without_none() -> Order:
    return order()


class Renamed(BaseModel):
    order_id: int = Field(alias="orderId")
    note: str | None = None


@router.get("/by-alias")
def by_alias() -> Renamed:
    return Renamed(orderId=1)


@router.get("/by-field", response_model_by_alias=False)
def by_field() -> Renamed:
    return Renamed(orderId=1)


class Account(BaseModel):
    login: str
    password: SecretStr


@router.post("/secret")
def secret(account: Account) -> Account:
    return account


class Box(BaseModel):
    width: int
    height: int

    @computed_field
    @property
    def area(self) -> int:
        return self.width * self.height


@router.post("/computed")
def computed(box: Box) -> Box:
    return box


class Patch(BaseModel):
    name: str | None = None
    count: int | None = None


@router.patch("/partial")
def partial(patch: Patch) -> list[str]:
    """Tells a field that is null from one that is absent."""
    return sorted(patch.model_fields_set)


class Stamped(BaseModel):
    """A field that the server alone knows, though the model could be sent it."""

    id: int = Field(default=7, json_schema_extra={"readOnly": True})
    name: str


@router.post("/read-only")
def read_only(item: Stamped) -> Stamped:
    return item
