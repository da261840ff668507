"""Values of one type or another."""

from enum import Enum
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Discriminator, Field, Tag

router = APIRouter(prefix="/unions", tags=["unions"])


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int


class Dog(BaseModel):
    kind: Literal["dog"]
    tricks: list[str] = []


Pet = Annotated[Cat | Dog, Field(discriminator="kind")]


class Owner(BaseModel):
    pet: Pet


@router.post("/text")
def text(owner: Owner) -> Owner:
    return owner


@router.post("/bare")
def bare(pet: Pet) -> Pet:
    return pet


class Card(BaseModel):
    method: Literal["visa", "master"]
    number: str


class Transfer(BaseModel):
    method: Literal["transfer"]
    iban: str


class Payment(BaseModel):
    by: Card | Transfer = Field(discriminator="method")


@router.post("/several")
def several(payment: Payment) -> Payment:
    return payment


class First(BaseModel):
    version: Literal[1]
    name: str


class Second(BaseModel):
    version: Literal[2]
    names: list[str]


class Versioned(BaseModel):
    data: First | Second = Field(discriminator="version")


@router.post("/integer")
def integer(value: Versioned) -> Versioned:
    return value


class Shape(str, Enum):
    CIRCLE = "circle"
    SQUARE = "square"


class Circle(BaseModel):
    shape: Literal[Shape.CIRCLE]
    radius: float


class Square(BaseModel):
    shape: Literal[Shape.SQUARE]
    side: float


class Drawing(BaseModel):
    shapes: list[Annotated[Circle | Square, Field(discriminator="shape")]]


@router.post("/by-enum")
def by_enum(drawing: Drawing) -> Drawing:
    return drawing


class Created(BaseModel):
    event: Literal["created"] = "created"
    by: str


class Removed(BaseModel):
    event: Literal["removed"] = "removed"
    reason: str | None = None


class Entry(BaseModel):
    event: Created | Removed = Field(discriminator="event")


@router.post("/defaulted-tag")
def defaulted_tag(entry: Entry) -> Entry:
    return entry


class Lion(BaseModel):
    species: Literal["lion"]


class Tiger(BaseModel):
    species: Literal["tiger"]
    stripes: int


class Wild(BaseModel):
    family: Literal["wild"]
    animal: Lion | Tiger = Field(discriminator="species")


class Tame(BaseModel):
    family: Literal["tame"]
    name: str


class Zoo(BaseModel):
    inhabitant: Wild | Tame = Field(discriminator="family")


@router.post("/nested")
def nested(zoo: Zoo) -> Zoo:
    return zoo


class Apple(BaseModel):
    weight: int


class Melon(BaseModel):
    slices: int


def fruit_of(value: Any) -> str:
    fields = value if isinstance(value, dict) else value.model_dump()
    return "apple" if "weight" in fields else "melon"


class Basket(BaseModel):
    fruit: Annotated[
        Annotated[Apple, Tag("apple")] | Annotated[Melon, Tag("melon")],
        Discriminator(fruit_of),
    ]


@router.post("/callable")
def by_callable(basket: Basket) -> Basket:
    return basket


class Mixed(BaseModel):
    value: int | str
    values: list[int | str]
    thing: Apple | Melon | None = None


@router.post("/plain")
def plain(mixed: Mixed) -> Mixed:
    return mixed


@router.get("/answer/{kind}")
def answer(kind: Literal["cat", "dog"]) -> Cat | Dog:
    return Cat(kind="cat", lives=9) if kind == "cat" else Dog(kind="dog")


@router.get("/maybe/{found}")
def maybe(found: bool) -> Apple | None:
    return Apple(weight=3) if found else None
