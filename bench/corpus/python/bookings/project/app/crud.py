from collections.abc import Sequence
from datetime import datetime, timezone
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from .models import Booking, Room
from .schemas import BookingCreate, RoomCreate


async def get_room(db: AsyncSession, room_id: UUID) -> Room | None:
    return await db.get(Room, room_id)


async def list_rooms(db: AsyncSession, min_capacity: int = 0) -> Sequence[Room]:
    result = await db.execute(
        select(Room).where(Room.capacity >= min_capacity).order_by(Room.floor, Room.name)
    )
    return result.scalars().all()


async def create_room(db: AsyncSession, data: RoomCreate) -> Room:
    room = Room(**data.model_dump())
    db.add(room)
    await db.commit()
    await db.refresh(room)
    return room


async def find_conflict(
    db: AsyncSession, room_id: UUID, starts_at: datetime, ends_at: datetime
) -> Booking | None:
    result = await db.execute(
        select(Booking)
        .where(
            Booking.room_id == room_id,
            Booking.cancelled_at.is_(None),
            and_(Booking.starts_at < ends_at, Booking.ends_at > starts_at),
        )
        .limit(1)
    )
    return result.scalar_one_or_none()


async def create_booking(db: AsyncSession, data: BookingCreate) -> Booking:
    booking = Booking(**data.model_dump())
    db.add(booking)
    await db.commit()
    await db.refresh(booking)
    return booking


async def cancel_booking(db: AsyncSession, booking: Booking) -> None:
    booking.cancelled_at = datetime.now(timezone.utc)
    await db.commit()


async def next_booking(db: AsyncSession, room: Room, after: datetime) -> Booking | None:
    stmt = (
        select(Booking)
        .where(Booking.room_id == room.id, Booking.starts_at >= after)
        .order_by(Booking.starts_at)
    )
    return await db.scalar(stmt.limit(1))
