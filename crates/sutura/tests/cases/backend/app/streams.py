"""Answers that come in pieces."""

import asyncio
from collections.abc import AsyncIterable, Iterable, Iterator

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, StreamingResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel

router = APIRouter(prefix="/streams", tags=["streams"])

cancelled: list[str] = []


class Tick(BaseModel):
    number: int
    note: str | None = None


@router.get("/events", response_class=EventSourceResponse)
async def events() -> AsyncIterable[Tick]:
    for number in range(3):
        yield Tick(number=number)


@router.post("/events", response_class=EventSourceResponse)
def posted_events(tick: Tick) -> Iterable[Tick]:
    yield tick
    yield Tick(number=tick.number + 1, note="two\nlines")


@router.get("/raw-events", response_class=EventSourceResponse)
async def raw_events() -> AsyncIterable[ServerSentEvent]:
    yield ServerSentEvent(comment="hello")
    yield ServerSentEvent(data={"number": 1}, event="tick", id="1")
    yield ServerSentEvent(raw_data="plain", event="text", retry=10)


@router.get("/lines")
async def lines() -> AsyncIterable[Tick]:
    for number in range(3):
        yield Tick(number=number, note="ü😀")


@router.get("/endless", response_class=EventSourceResponse)
async def endless() -> AsyncIterable[Tick]:
    number = 0
    try:
        while True:
            yield Tick(number=number)
            number += 1
            await asyncio.sleep(0.01)
    finally:
        cancelled.append("endless")


@router.get("/cancelled")
def list_cancelled() -> list[str]:
    return cancelled


@router.get("/slow")
async def slow(request: Request) -> str:
    await asyncio.sleep(30)
    return "late"


@router.get("/text", response_class=PlainTextResponse)
def text() -> StreamingResponse:
    def parts() -> Iterator[str]:
        yield "a"
        yield "b"

    return StreamingResponse(parts(), media_type="text/plain")
