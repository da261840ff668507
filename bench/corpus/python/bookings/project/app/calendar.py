import asyncio
import logging

import httpx

from .config import settings
from .models import Booking

logger = logging.getLogger(__name__)


def _headers() -> dict[str, str]:
    return {"Authorization": f"Bearer {settings.calendar_token.get_secret_value()}"}


async def push_booking(booking: Booking) -> str | None:
    body = {
        "summary": f"{booking.room.name}: {booking.organizer}",
        "start": booking.starts_at.isoformat(),
        "end": booking.ends_at.isoformat(),
        "private": True,
        "location": None,
    }
    async with httpx.AsyncClient(base_url=settings.calendar_url, headers=_headers()) as client:
        for attempt in range(3):
            try:
                response = await client.post("/events", json=body)
                response.raise_for_status()
            except httpx.HTTPError as exc:
                logger.warning("calendar push failed (%d): %s", attempt + 1, exc)
                await asyncio.sleep(2**attempt)
            else:
                return response.json()["id"]
    return None


async def push_many(bookings: list[Booking]) -> dict[str, str | None]:
    ids = await asyncio.gather(*(push_booking(booking) for booking in bookings))
    return {str(booking.id): event_id for booking, event_id in zip(bookings, ids)}
