"""What comes back besides a model as JSON with status 200."""

from collections.abc import Iterator
from typing import Any, Annotated

from fastapi import APIRouter, Response, status
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, StreamingResponse
from pydantic import BaseModel

router = APIRouter(prefix="/responses", tags=["responses"])


class Job(BaseModel):
    id: int
    done: bool = False


class Accepted(BaseModel):
    location: str


@router.delete("/empty", status_code=status.HTTP_204_NO_CONTENT)
def empty() -> None:
    return None


@router.post("/created", status_code=status.HTTP_201_CREATED)
def created() -> Job:
    return Job(id=1)


@router.post("/either", responses={202: {"model": Accepted, "description": "Goes on."}})
def either(later: bool = False) -> Any:
    if later:
        return JSONResponse(Accepted(location="/jobs/1").model_dump(), status_code=202)
    return {"id": 1, "done": True}


@router.get("/accepted", response_model=Job, responses={202: {"model": Accepted}})
def accepted(response: Response, later: bool = False) -> Any:
    return JSONResponse({"location": "/jobs/1"}, status_code=202) if later else Job(id=2)


@router.get("/text", response_class=PlainTextResponse)
def text() -> str:
    return "plain"


@router.get("/html", response_class=HTMLResponse)
def html() -> str:
    return "<p>html</p>"


@router.get("/file", response_class=FileResponse)
def file() -> str:
    return __file__


@router.get(
    "/image",
    response_class=Response,
    responses={200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}},
)
def image() -> Response:
    return Response(b"\x89PNG", media_type="image/png")


@router.get("/stream", response_class=StreamingResponse)
def stream() -> StreamingResponse:
    def parts() -> Iterator[bytes]:
        yield b"one "
        yield b"two"

    return StreamingResponse(parts(), media_type="application/octet-stream")


@router.get("/redirect", response_class=RedirectResponse)
def redirect() -> str:
    return "/responses/text"


@router.get("/unmodelled", response_model=None)
def unmodelled() -> Job | Response:
    return Job(id=3)


@router.get("/untyped")
def untyped():
    return {"whatever": 1}


@router.get("/mapping")
def mapping() -> dict[str, Job]:
    return {"first": Job(id=1)}


@router.get("/filtered", response_model=Accepted)
def filtered() -> Any:
    return {"location": "/here", "secret": "is left out"}


@router.get("/number")
def number() -> int:
    return 7


@router.head("/head")
def head() -> None:
    return None
