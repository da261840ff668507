from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator


class RoomCreate(BaseModel):
    name: str = Field(min_length=1, max_length=80)
    capacity: int = Field(gt=0)
    floor: int = 0


class RoomRead(RoomCreate):
    model_config = ConfigDict(from_attributes=True)

    id: UUID


class BookingCreate(BaseModel):
    room_id: UUID
    organizer: str
    starts_at: datetime
    ends_at: datetime
    attendees: int = 1

    @model_validator(mode="after")
    def check_range(self) -> Self:
        if self.ends_at <= self.starts_at:
            raise ValueError("ends_at must be after starts_at")
        return self


class BookingRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    organizer: str
    starts_at: datetime
    ends_at: datetime
    attendees: int
    room: RoomRead


class Availability(BaseModel):
    room: RoomRead
    free: bool
    next_booking: datetime | None = None
