"""Names that are none in TypeScript, or mean something else there."""

from enum import Enum
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

router = APIRouter(prefix="/naming", tags=["naming"])


class Keywords(BaseModel):
    class_: str = Field(alias="class")
    from_: str = Field(alias="from")
    in_: str = Field(alias="in")
    default: str
    delete: bool = False
    function: str = ""
    await_: str = Field(default="", alias="await")


@router.post("/keywords")
def keywords(value: Keywords) -> Keywords:
    return value


class Prototype(BaseModel):
    proto: str = Field(alias="__proto__")
    constructor: str
    toString: str
    has_own: bool = Field(alias="hasOwnProperty")


@router.post("/inherited")
def inherited(value: Prototype) -> Prototype:
    return value


class Strange(BaseModel):
    dashed: str = Field(alias="with-dash")
    spaced: str = Field(alias="with space")
    dotted: str = Field(alias="with.dot")
    unicode: str = Field(alias="größe")
    emoji: str = Field(alias="😀")
    digit: str = Field(alias="1st")
    number: str = Field(alias="42")
    quote: str = Field(alias='a"b')
    dollar: str = Field(alias="$ref")


@router.post("/strange")
def strange(value: Strange) -> Strange:
    return value


class Error(BaseModel):
    """Has the name of a class that JavaScript has."""

    message: str


class Promise(BaseModel):
    error: Error


class Record(BaseModel):
    promise: Promise


@router.post("/globals")
def of_globals(value: Record) -> Record:
    return value


class Words(str, Enum):
    class_ = "class"
    default = "default"
    constructor = "constructor"
    __name = "name"


@router.get("/words")
def words(word: Words) -> Words:
    return word


@router.delete("/delete")
def delete() -> str:
    return "deleted"


@router.get("/new")
def new() -> str:
    return "new"


@router.get("/constructor")
def constructor() -> str:
    return "constructed"


@router.get("/then")
def then() -> str:
    return "then"


class Größe(BaseModel):
    model_config = ConfigDict(title="A size")

    wert: int


@router.post("/unicode")
def größe(value: Größe) -> Größe:
    return value


@router.get("/query-names")
def query_names(
    dotted: Annotated[str, Query(alias="filter.name")],
    bracketed: Annotated[str, Query(alias="filter[age]")],
    proto: Annotated[str | None, Query(alias="__proto__")] = None,
) -> str:
    return f"{dotted} {bracketed} {proto}"
