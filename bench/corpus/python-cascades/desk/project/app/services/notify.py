import logging

import httpx

from app.core.config import get_settings
from app.models import Ticket, User

logger = logging.getLogger(__name__)


async def post_webhook(event: str, payload: dict[str, str]) -> bool:
    url = get_settings().webhook_url
    if not url:
        logger.info("webhook %s skipped", event)
        return False
    async with httpx.AsyncClient(timeout=5) as client:
        response = await client.post(url, json={"event": event, **payload})
    return response.is_success


async def notify_assigned(ticket: Ticket, agent: User) -> bool:
    return await post_webhook("ticket.assigned", {"subject": ticket.subject, "to": agent.email})


async def notify_status(ticket: Ticket) -> bool:
    return await post_webhook(
        "ticket.status", {"subject": ticket.subject, "status": ticket.status.value}
    )
