from fastapi import APIRouter, HTTPException

from app.api.deps import CurrentUser, DbSession, StaffUser
from app.core.enums import TicketStatus
from app.models import Comment, Ticket
from app.schemas.ticket import (
    CommentCreate,
    CommentRead,
    TicketCreate,
    TicketRead,
    TicketUpdate,
)
from app.services import tickets as service
from app.services.notify import notify_status

router = APIRouter(prefix="/tickets", tags=["tickets"])


@router.get("", response_model=list[TicketRead])
def read_tickets(
    db: DbSession, user: CurrentUser, status: TicketStatus | None = None
) -> list[Ticket]:
    rows = service.list_tickets(db, status, None if user.is_staff else user)
    return [row for row in rows if user.is_staff or row.status != TicketStatus.CLOSED]


@router.post("", response_model=TicketRead, status_code=201)
def open_ticket(db: DbSession, user: CurrentUser, data: TicketCreate) -> Ticket:
    return service.create_ticket(db, data, user)


@router.patch("/{ticket_id}", response_model=TicketRead)
async def edit_ticket(
    db: DbSession, _: StaffUser, ticket_id: int, data: TicketUpdate
) -> Ticket:
    ticket = service.get_ticket(db, ticket_id)
    if ticket.status == TicketStatus.CLOSED:
        raise HTTPException(409, "Ticket is closed")
    return await service.update_ticket(db, ticket, data)


@router.post("/{ticket_id}/start", response_model=TicketRead)
async def start_ticket(db: DbSession, agent: StaffUser, ticket_id: int) -> Ticket:
    ticket = service.get_ticket(db, ticket_id)
    ticket.assignee = agent
    ticket.status = TicketStatus.IN_PROGRESS
    db.commit()
    await notify_status(ticket)
    return ticket


@router.post("/{ticket_id}/comments", response_model=CommentRead, status_code=201)
def comment(
    db: DbSession, user: CurrentUser, ticket_id: int, data: CommentCreate
) -> Comment:
    ticket = service.get_ticket(db, ticket_id)
    if not user.is_staff and ticket.requester_id != user.id:
        raise HTTPException(403, "Not your ticket")
    return service.add_comment(db, ticket, user, data.text)
