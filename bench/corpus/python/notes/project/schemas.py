from datetime import datetime

from pydantic import BaseModel, ConfigDict


class NoteIn(BaseModel):
    title: str
    body: str = ""
    pinned: bool = False
    tags: list[str] = []


class NoteOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str
    body: str
    pinned: bool
    updated_at: datetime
