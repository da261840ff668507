from fastapi import HTTPException
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.enums import Priority, TicketStatus
from app.models import Comment, Ticket, User
from app.schemas.ticket import TicketCreate, TicketUpdate
from app.services.notify import notify_assigned, notify_status
from app.services.users import get_user

ACTIVE = (TicketStatus.OPEN, TicketStatus.IN_PROGRESS)


def list_tickets(
    db: Session, status: TicketStatus | None = None, requester: User | None = None
) -> list[Ticket]:
    stmt = select(Ticket).order_by(Ticket.id.desc())
    if status is not None:
        stmt = stmt.where(Ticket.status == status)
    if requester is not None:
        stmt = stmt.where(Ticket.requester_id == requester.id)
    return list(db.scalars(stmt))


def get_ticket(db: Session, ticket_id: int) -> Ticket:
    ticket = db.get(Ticket, ticket_id)
    if ticket is None:
        raise HTTPException(404, "Ticket not found")
    return ticket


def create_ticket(db: Session, data: TicketCreate, requester: User) -> Ticket:
    ticket = Ticket(**data.model_dump(), requester=requester)
    db.add(ticket)
    db.commit()
    return ticket


async def update_ticket(db: Session, ticket: Ticket, data: TicketUpdate) -> Ticket:
    if data.assignee_id is not None:
        agent = get_user(db, data.assignee_id)
        if not agent.is_staff:
            raise HTTPException(400, "Only staff can be assigned")
        ticket.assignee = agent
        if ticket.status == TicketStatus.OPEN:
            ticket.status = TicketStatus.IN_PROGRESS
        await notify_assigned(ticket, agent)
    if data.priority is not None:
        ticket.priority = data.priority
    if data.status is not None and data.status != ticket.status:
        ticket.status = data.status
        await notify_status(ticket)
    db.commit()
    return ticket


def add_comment(db: Session, ticket: Ticket, author: User, text: str) -> Comment:
    comment = Comment(ticket=ticket, author=author, text=text)
    db.add(comment)
    db.commit()
    return comment


def workload(db: Session, agent: User) -> dict[str, int]:
    mine = [t for t in list_tickets(db) if t.assignee_id == agent.id and t.status in ACTIVE]
    urgent = sum(1 for t in mine if t.priority == Priority.URGENT)
    return {"active": len(mine), "urgent": urgent}
