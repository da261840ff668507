import asyncio
from datetime import datetime, timedelta, timezone

from sqlalchemy import delete, select

from app.calendar import push_many
from app.db import session_scope
from app.models import Booking


async def purge_cancelled(days: int = 30) -> int:
    cutoff = datetime.now(timezone.utc) - timedelta(days=days)
    async with session_scope() as session:
        result = await session.execute(
            delete(Booking).where(Booking.cancelled_at < cutoff).returning(Booking.id)
        )
        return len(result.scalars().all())


async def resync_today() -> int:
    now = datetime.now(timezone.utc)
    async with session_scope() as session:
        rows = await session.scalars(
            select(Booking).where(Booking.starts_at >= now, Booking.starts_at < now + timedelta(days=1))
        )
        pushed = await push_many(list(rows.all()))
    return sum(1 for event_id in pushed.values() if event_id is not None)


if __name__ == "__main__":
    asyncio.run(purge_cancelled())
