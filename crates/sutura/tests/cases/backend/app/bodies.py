"""What is sent as a body."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Form, Request
from pydantic import BaseModel

router = APIRouter(prefix="/bodies", tags=["bodies"])


class Article(BaseModel):
    name: str
    price: float = 0


class User(BaseModel):
    login: str


@router.put("/several/{item_id}")
def several(item_id: int, item: Article, user: User, importance: Annotated[int, Body()] = 1) -> dict[str, Any]:
    return {"id": item_id, "item": item, "user": user, "importance": importance}


@router.post("/embedded")
def embedded(item: Annotated[Article, Body(embed=True)]) -> Article:
    return item


@router.post("/list")
def many(items: list[Article]) -> list[Article]:
    return items


@router.post("/dict")
def keyed(weights: dict[str, float]) -> dict[str, float]:
    return weights


@router.post("/optional")
def optional(item: Article | None = None) -> Article | None:
    return item


@router.post("/scalar")
def scalar(number: Annotated[int, Body()]) -> int:
    return number


@router.post("/text")
def text(text: Annotated[str, Body()]) -> str:
    return text


@router.post("/date")
def day(on: Annotated[date, Body()]) -> date:
    return on


@router.post("/anything")
def anything(value: Annotated[Any, Body()]) -> Any:
    return value


@router.post(
    "/raw",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def raw(request: Request) -> int:
    return len(await request.body())


@router.post("/form")
def form(username: Annotated[str, Form()], age: Annotated[int, Form()] = 0, tags: Annotated[list[str], Form()] = []) -> dict[str, Any]:
    return {"username": username, "age": age, "tags": tags}


class Login(BaseModel):
    username: str
    password: str
    remember: bool = False
    scope: Literal["read", "write"] = "read"


@router.post("/form-model")
def form_model(login: Annotated[Login, Form()]) -> Login:
    return login


@router.delete("/with-body")
def with_body(ids: Annotated[list[int], Body(embed=True)]) -> int:
    return len(ids)


@router.post("/nullable")
def nullable(item: Annotated[Article | None, Body()]) -> Article | None:
    return item
