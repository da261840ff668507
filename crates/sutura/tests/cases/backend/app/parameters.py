"""What is sent in path, query, headers and cookies. Each answer tells what arrived."""

from datetime import date, datetime
from enum import Enum, IntEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Cookie, Header, Path, Query
from pydantic import BaseModel, ConfigDict, Field

router = APIRouter(prefix="/parameters", tags=["parameters"])


class Sort(str, Enum):
    UP = "up"
    DOWN = "down"


class Side(IntEnum):
    LEFT = -1
    RIGHT = 1


@router.get("/lists")
def lists(tags: Annotated[list[str], Query()], numbers: Annotated[list[int], Query()] = []) -> dict[str, list[str] | list[int]]:
    return {"tags": tags, "numbers": numbers}


@router.get("/sets")
def sets(ids: Annotated[set[int], Query()] = set()) -> list[int]:
    return sorted(ids)


@router.get("/enums")
def enums(sort: Sort, side: Side = Side.LEFT, sorts: Annotated[list[Sort], Query()] = []) -> list[Sort | Side]:
    return [sort, side, *sorts]


@router.get("/literals")
def literals(mode: Literal["fast", "slow"], only: Literal["only"] | None = None) -> str:
    return f"{mode} {only}"


@router.get("/aliased")
def aliased(item_query: Annotated[str, Query(alias="item-query")], class_: Annotated[str, Query(alias="class")] = "none") -> str:
    return f"{item_query} {class_}"


@router.get("/optional")
def optional(text: str | None = None, limit: int = 10, flag: bool = False) -> dict[str, str | int | bool | None]:
    return {"text": text, "limit": limit, "flag": flag}


@router.get("/scalars")
def scalars(on: date, at: datetime | None = None, ratio: float = 1, id: UUID | None = None) -> dict[str, Any]:
    return {"on": on, "at": at, "ratio": ratio, "id": id}


@router.get("/strange")
def strange(text: str) -> str:
    return text


class Filters(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=100, gt=0, le=100)
    order_by: Literal["created_at", "updated_at"] = "created_at"
    tags: list[str] = []
    after: int | None = None


@router.get("/query-model")
def query_model(filters: Annotated[Filters, Query()]) -> Filters:
    return filters


@router.get("/headers")
def headers(
    x_token: Annotated[str, Header()],
    user_agent: Annotated[str | None, Header()] = None,
    x_ids: Annotated[list[int] | None, Header()] = None,
    strange_header: Annotated[str | None, Header(convert_underscores=False)] = None,
) -> dict[str, Any]:
    return {"token": x_token, "agent": user_agent, "ids": x_ids, "strange": strange_header}


class CommonHeaders(BaseModel):
    x_trace: str
    x_tags: list[str] = []
    save_data: bool = False


@router.get("/header-model")
def header_model(headers: Annotated[CommonHeaders, Header()]) -> CommonHeaders:
    return headers


@router.get("/cookies")
def cookies(session: Annotated[str, Cookie()], theme: Annotated[Literal["dark", "light"] | None, Cookie()] = None) -> str:
    return f"{session} {theme}"


class Cookies(BaseModel):
    session_id: str
    tracker: int | None = None


@router.get("/cookie-model")
def cookie_model(cookies: Annotated[Cookies, Cookie()]) -> Cookies:
    return cookies


@router.get("/path/{number}/{sort}/{id}")
def path(number: Annotated[int, Path(ge=1)], sort: Sort, id: UUID) -> str:
    return f"{number} {sort.value} {id}"


@router.get("/files/{file_path:path}")
def file(file_path: str) -> str:
    return file_path


@router.get("/text/{text}")
def text(text: str) -> str:
    return text


@router.get("/hidden")
def hidden(shown: int, secret: Annotated[str, Query(include_in_schema=False)] = "unseen") -> str:
    return f"{shown} {secret}"


@router.get("/old")
def old(gone: Annotated[str | None, Query(deprecated=True)] = None, kept: Annotated[int, Query(description="Stays.")] = 0) -> int:
    return kept
