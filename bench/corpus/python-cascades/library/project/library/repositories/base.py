from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from library.db import Base

ModelT = TypeVar("ModelT", bound=Base)


@dataclass(frozen=True)
class Page(Generic[ModelT]):
    items: list[ModelT]
    total: int
    number: int = 1


class BaseRepository(Generic[ModelT]):
    model: type[ModelT]

    def __init__(self, session: Session) -> None:
        self.session = session

    def get(self, item_id: int) -> ModelT | None:
        return self.session.get(self.model, item_id)

    def add(self, item: ModelT) -> ModelT:
        self.session.add(item)
        self.session.flush()
        return item

    def paginate(self, stmt: Select[tuple[ModelT]], number: int, size: int) -> Page[ModelT]:
        total = self.session.scalar(select(func.count()).select_from(stmt.subquery())) or 0
        rows = self.session.scalars(stmt.offset((number - 1) * size).limit(size))
        return Page(list(rows), total, number)
