"""Values that hold others."""

from collections import deque
from collections.abc import Sequence
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from annotated_types import Len
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import NotRequired, TypedDict

router = APIRouter(prefix="/containers", tags=["containers"])


class Tuples(BaseModel):
    point: tuple[float, float]
    mixed: tuple[str, int, bool]
    many: tuple[int, ...]
    empty: tuple[()] = ()


@router.post("/tuples")
def tuples(value: Tuples) -> Tuples:
    return value


class Fixed(BaseModel):
    pair: Annotated[list[int], Len(2, 2)]
    some: Annotated[list[int], Len(1)]
    few: Annotated[list[int], Len(0, 3)] = []


@router.post("/fixed")
def fixed(value: Fixed) -> Fixed:
    return value


class Sets(BaseModel):
    names: set[str]
    frozen: frozenset[int] = frozenset()


@router.post("/sets")
def sets(value: Sets) -> Sets:
    return value


class Nested(BaseModel):
    grid: list[list[int]]
    maybe: list[str | None]
    groups: dict[str, list[dict[str, int]]] = {}
    queue: deque[int] = deque()
    sequence: Sequence[str] = []


@router.post("/nested")
def nested(value: Nested) -> Nested:
    return value


class Keys(BaseModel):
    by_number: dict[int, str]
    by_id: dict[UUID, str] = {}


@router.post("/keys")
def keys(value: Keys) -> Keys:
    return value


class TypedExtras(BaseModel):
    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, int]

    name: str


@router.post("/typed-extras")
def typed_extras(value: TypedExtras) -> TypedExtras:
    return value


class AnyExtras(BaseModel):
    model_config = ConfigDict(extra="allow")

    name: str


@router.post("/any-extras")
def any_extras(value: AnyExtras) -> AnyExtras:
    return value


class NoExtras(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str


@router.post("/no-extras")
def no_extras(value: NoExtras) -> NoExtras:
    return value


class Point(NamedTuple):
    x: int
    y: int = 0


class Path(BaseModel):
    points: list[Point]


@router.post("/named-tuples")
def named_tuples(path: Path) -> Path:
    return path


class Movie(TypedDict):
    title: str
    year: NotRequired[int]


class Search(TypedDict, total=False):
    text: str
    limit: int


class Shelf(BaseModel):
    movies: list[Movie]
    search: Search = {}


@router.post("/typed-dicts")
def typed_dicts(shelf: Shelf) -> Shelf:
    return shelf


class Loose(BaseModel):
    anything: Any
    thing: object
    free: dict[str, Any]
    bare: dict = {}
    items: list = Field(default_factory=list)


@router.post("/loose")
def loose(value: Loose) -> Loose:
    return value
