"""Values that are their own types."""

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

router = APIRouter(prefix="/literals", tags=["literals"])


class Const(BaseModel):
    version: Literal["v1"]
    defaulted: Literal["v2"] = "v2"


@router.post("/const")
def const(value: Const) -> Const:
    return value


class Nulls(BaseModel):
    size: Literal["small", "large", None]
    only: Literal["only", None] = None


@router.post("/null")
def null(value: Nulls) -> Nulls:
    return value


class Numbers(BaseModel):
    stars: Literal[1, 2, 3]
    negative: Literal[-1]


@router.post("/numbers")
def numbers(value: Numbers) -> Numbers:
    return value


class Truth(BaseModel):
    yes: Literal[True]
    either: Literal["auto", True, 0]


@router.post("/truth")
def truth(value: Truth) -> Truth:
    return value


class Odd(BaseModel):
    text: Literal["", "a\"b", "back\\slash", "new\nline", "*/", "`${x}`", "</script>", "\u2028", "ünï", "😀"]


@router.post("/strange")
def strange(value: Odd) -> Odd:
    return value


class Keyed(BaseModel):
    prices: dict[Literal["net", "gross"], float]


@router.post("/keys")
def keys(value: Keyed) -> Keyed:
    return value


class Cross(BaseModel):
    """More literals than are comfortable in one line."""

    day: Annotated[
        Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
        Field(description="A day of the week."),
    ]


@router.post("/long")
def long(value: Cross) -> Cross:
    return value
