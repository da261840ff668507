"""Values that JSON has no type of its own for."""

from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from ipaddress import IPv4Address
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import (
    AnyUrl,
    Base64Bytes,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    EmailStr,
    Field,
    HttpUrl,
    Json,
    PlainSerializer,
    field_serializer,
)

router = APIRouter(prefix="/scalars", tags=["scalars"])


class Money(BaseModel):
    amount: Decimal
    rate: Decimal | None = None
    limited: Decimal = Field(default=Decimal("1.50"), max_digits=6, decimal_places=2)


@router.post("/decimal")
def decimal(value: Money) -> Money:
    return value


class Raw(BaseModel):
    data: bytes
    encoded: Base64Bytes


@router.post("/bytes")
def raw(value: Raw) -> Raw:
    return value


class Times(BaseModel):
    at: datetime
    on: date
    clock: time
    length: timedelta


@router.post("/times")
def times(value: Times) -> Times:
    return value


class Formats(BaseModel):
    id: UUID
    site: HttpUrl
    address: AnyUrl | None = None
    mail: EmailStr
    ip: IPv4Address
    path: Path


@router.post("/formats")
def formats(value: Formats) -> Formats:
    return value


class Packed(BaseModel):
    packed: Json[list[int]]


@router.post("/json")
def packed(value: Packed) -> Packed:
    return value


class Bounds(BaseModel):
    model_config = ConfigDict(ser_json_inf_nan="null")

    code: Annotated[str, Field(pattern=r"^[a-z]+/\d+$", max_length=10)]
    percent: Annotated[int, Field(ge=0, le=100)]
    ratio: float = 0.5


@router.post("/bounds")
def bounds(value: Bounds) -> Bounds:
    return value


@router.post("/nothing")
def nothing() -> None:
    return None


class Serialized(BaseModel):
    when: datetime
    size: Annotated[int, PlainSerializer(lambda value: f"{value} kB", return_type=str)]

    @field_serializer("when")
    def seconds(self, when: datetime) -> int:
        return int(when.timestamp())


@router.get("/serialized")
def serialized() -> Serialized:
    return Serialized(when=datetime(2026, 1, 2, tzinfo=timezone.utc), size=3)


@router.post("/serialized")
def serialized_body(value: Serialized) -> Serialized:
    return value


def words(value: Any) -> Any:
    return value.split() if isinstance(value, str) else value


class Split(BaseModel):
    words: Annotated[list[str], BeforeValidator(words, json_schema_input_type=str | list[str])]


@router.post("/before")
def before(value: Split) -> Split:
    return value


class Big(BaseModel):
    number: int
    fraction: float


@router.post("/numbers")
def numbers(value: Big) -> Big:
    return value
