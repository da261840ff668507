import asyncio
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from app.core.database import Base
from app.core.enums import Priority, Role, TicketStatus
from app.models import User
from app.schemas.ticket import TicketCreate, TicketUpdate
from app.schemas.user import UserCreate
from app.services.notify import post_webhook
from app.services.tickets import create_ticket, list_tickets, update_ticket, workload
from app.services.users import create_user, get_user


@pytest.fixture
def db() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine, expire_on_commit=False) as session:
        yield session


@pytest.fixture
def agent(db: Session) -> User:
    return create_user(db, UserCreate(email="a@x.io", full_name="Agent", role=Role.AGENT))


def test_get_user(db: Session, agent: User) -> None:
    assert get_user(db, agent.id).email == "a@x.io"


def test_assignment_starts_ticket(db: Session, agent: User) -> None:
    data = TicketCreate(subject="Printer", body="On fire", priority=Priority.URGENT)
    ticket = create_ticket(db, data, agent)
    asyncio.run(update_ticket(db, ticket, TicketUpdate(assignee_id=agent.id)))
    assert ticket.status == TicketStatus.IN_PROGRESS
    assert list_tickets(db, TicketStatus.IN_PROGRESS)[0].subject == "Printer"
    assert workload(db, agent) == {"active": 1, "urgent": 1}


def test_webhook_is_skipped_without_url() -> None:
    assert asyncio.run(post_webhook("ping", {})) is False
