"""Classes, and how they refer to each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar, Union

from fastapi import APIRouter
from pydantic import AliasChoices, AliasGenerator, BaseModel, ConfigDict, Field, RootModel
from pydantic.alias_generators import to_camel
from typing_extensions import TypeAliasType

router = APIRouter(prefix="/models", tags=["models"])


class Tree(BaseModel):
    value: int
    children: list[Tree] = []


@router.post("/tree")
def tree(root: Tree) -> Tree:
    return root


class Person(BaseModel):
    name: str
    team: Team | None = None


class Team(BaseModel):
    title: str
    people: list[Person] = []


@router.post("/mutual")
def mutual(team: Team) -> Team:
    return team


Json = TypeAliasType("Json", "Union[dict[str, Json], list[Json], str, int, float, bool, None]")


class Document(BaseModel):
    content: Json


@router.post("/json-alias")
def json_alias(document: Document) -> Document:
    return document


T = TypeVar("T")


class Page(BaseModel, Generic[T]):
    items: list[T]
    total: int
    next: int | None = None


class Product(BaseModel):
    sku: str
    price: float = 0


class Envelope(BaseModel, Generic[T]):
    data: T
    warnings: list[str] = []


@router.get("/page")
def page() -> Page[Product]:
    return Page(items=[Product(sku="a")], total=1)


@router.get("/nested-generic")
def nested_generic() -> Envelope[Page[int]]:
    return Envelope(data=Page(items=[1, 2], total=2))


@router.post("/generic-body")
def generic_body(envelope: Envelope[Product]) -> Envelope[Product]:
    return envelope


class Base(BaseModel):
    id: int


class Named(Base):
    name: str = "?"


class Special(Named):
    id: int = 5
    extra: bool


@router.post("/inherited")
def inherited(value: Special) -> Special:
    return value


class Tags(RootModel[list[str]]):
    pass


class Scores(RootModel[dict[str, int]]):
    pass


class Rooted(BaseModel):
    tags: Tags
    scores: Scores = Scores({})


@router.post("/rooted")
def rooted(value: Rooted) -> Rooted:
    return value


@router.post("/root")
def root(tags: Tags) -> Tags:
    return tags


@dataclass
class Plain:
    name: str
    sizes: list[int] = field(default_factory=list)
    note: str | None = None


@router.post("/dataclass")
def data(value: Plain) -> Plain:
    return value


class Camel(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    first_name: str
    is_active: bool = True


@router.post("/camel")
def camel(value: Camel) -> Camel:
    return value


class TwoNames(BaseModel):
    sent: int = Field(validation_alias="in-name", serialization_alias="out-name")
    chosen: str = Field(default="", validation_alias=AliasChoices("chosen", "picked"))


@router.post("/two-names")
def two_names(value: TwoNames) -> TwoNames:
    return value


class Generated(BaseModel):
    model_config = ConfigDict(alias_generator=AliasGenerator(serialization_alias=to_camel))

    unit_price: float


@router.get("/serialized-alias")
def serialized_alias() -> Generated:
    return Generated(unit_price=1.5)


class Documented(BaseModel):
    """Closes */ the comment, and {@link opens} `${another}`.

    Second paragraph with <b>tags</b> and a \\ backslash.
    """

    old: str = Field(default="", deprecated=True, description="Gone */ soon.")
    new: str = Field(description="Two\nlines.", examples=["x"])


@router.post("/documented")
def documented(value: Documented) -> Documented:
    return value


class ByShape(BaseModel):
    either: Union[Product, Tree]


@router.post("/shared")
def shared(value: ByShape) -> ByShape:
    return value
