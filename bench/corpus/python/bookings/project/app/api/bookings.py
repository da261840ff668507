from datetime import datetime, timezone
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, BackgroundTasks, Depends, HTTPException, status
from sqlalchemy.ext.asyncio import AsyncSession

from .. import crud
from ..calendar import push_booking
from ..db import get_db
from ..models import Booking
from ..schemas import Availability, BookingCreate, BookingRead, RoomRead

router = APIRouter()
DB = Annotated[AsyncSession, Depends(get_db)]


@router.post("/bookings", response_model=BookingRead, status_code=status.HTTP_201_CREATED)
async def create_booking(data: BookingCreate, db: DB, background: BackgroundTasks) -> Booking:
    room = await crud.get_room(db, data.room_id)
    if room is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "room not found")
    if data.attendees > room.capacity:
        raise HTTPException(status.HTTP_409_CONFLICT, f"{room.name} seats only {room.capacity}")
    conflict = await crud.find_conflict(db, data.room_id, data.starts_at, data.ends_at)
    if conflict is not None:
        raise HTTPException(status.HTTP_409_CONFLICT, f"taken until {conflict.ends_at:%H:%M}")
    booking = await crud.create_booking(db, data)
    background.add_task(push_booking, booking)
    return booking


@router.delete("/bookings/{booking_id}", status_code=status.HTTP_204_NO_CONTENT)
async def cancel_booking(booking_id: UUID, db: DB) -> None:
    booking = await db.get(Booking, booking_id)
    if booking is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "booking not found")
    await crud.cancel_booking(db, booking)


@router.get("/rooms/{room_id}/availability", response_model=Availability)
async def availability(room_id: UUID, db: DB) -> Availability:
    room = await crud.get_room(db, room_id)
    if room is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "room not found")
    now = datetime.now(timezone.utc)
    current = await crud.find_conflict(db, room_id, now, now)
    upcoming = await crud.next_booking(db, room, now)
    return Availability(
        room=RoomRead.model_validate(room),
        free=current is None,
        next_booking=upcoming.starts_at if upcoming else None,
    )
