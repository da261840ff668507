from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from app.core.enums import Priority, TicketStatus
from app.schemas.user import UserRead


class TicketCreate(BaseModel):
    subject: str = Field(min_length=3, max_length=200)
    body: str
    priority: Priority = Priority.NORMAL


class TicketUpdate(BaseModel):
    status: TicketStatus | None = None
    priority: Priority | None = None
    assignee_id: int | None = None


class CommentCreate(BaseModel):
    text: str = Field(min_length=1)


class CommentRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    text: str
    author: UserRead


class TicketRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    subject: str
    body: str
    status: TicketStatus
    priority: Priority
    requester: UserRead
    assignee: UserRead | None
    created_at: datetime
