"""Answers that are no success."""

from typing import Annotated, Literal

from fastapi import APIRouter, Header, HTTPException, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

router = APIRouter(prefix="/errors", tags=["errors"])


class NotFound(BaseModel):
    detail: str
    resource: str = "thing"


class Conflict(BaseModel):
    code: Literal["taken", "locked"]
    holder: str | None = None


class Found(BaseModel):
    id: int


@router.get("/documented/{thing_id}", responses={404: {"model": NotFound}, 409: {"model": Conflict, "description": "Is in use."}})
def documented(thing_id: int) -> Found:
    if thing_id == 404:
        return JSONResponse(NotFound(detail="no such thing").model_dump(), status_code=404)  # type: ignore[return-value]
    if thing_id == 409:
        return JSONResponse(Conflict(code="taken").model_dump(), status_code=409)  # type: ignore[return-value]
    return Found(id=thing_id)


@router.post("/invalid")
def invalid(thing: Annotated[Found, ...], limit: Annotated[int, Query(le=10)] = 1) -> Found:
    return thing


@router.get("/undocumented")
def undocumented() -> Found:
    raise HTTPException(status_code=403, detail={"reason": "no"}, headers={"x-reason": "no"})


@router.get("/ranges/{status}", responses={"4XX": {"model": NotFound}, "default": {"model": Conflict}})
def ranges(status: int) -> Found:
    if status >= 500:
        return JSONResponse(Conflict(code="locked", holder="me").model_dump(), status_code=status)  # type: ignore[return-value]
    if status >= 400:
        return JSONResponse(NotFound(detail="gone").model_dump(), status_code=status)  # type: ignore[return-value]
    return Found(id=status)


@router.get("/bodyless", responses={410: {"description": "Gone for good."}})
def bodyless() -> Found:
    raise HTTPException(status_code=410)


@router.get("/text", responses={418: {"content": {"text/plain": {"schema": {"type": "string"}}}}})
def text() -> Found:
    from fastapi.responses import PlainTextResponse

    return PlainTextResponse("short and stout", status_code=418)  # type: ignore[return-value]


attempts: dict[str, int] = {}


@router.get("/flaky")
def flaky(key: str, failures: int = 2) -> int:
    """Is unavailable a few times for each key, then tells how often it was asked."""
    attempts[key] = attempts.get(key, 0) + 1
    if attempts[key] <= failures:
        raise HTTPException(status_code=503, headers={"retry-after": "0"})
    return attempts[key]


@router.post("/flaky")
def flaky_write(key: str) -> int:
    attempts[key] = attempts.get(key, 0) + 1
    if attempts[key] == 1:
        raise HTTPException(status_code=503)
    return attempts[key]


@router.get("/attempts")
def count_attempts(key: str) -> int:
    return attempts.get(key, 0)


class Range(BaseModel):
    low: int = Field(ge=0)
    high: int = Field(le=10)


@router.post("/context")
def context(value: Range, x_mode: Annotated[Literal["a", "b"], Header()] = "a") -> Range:
    return value
