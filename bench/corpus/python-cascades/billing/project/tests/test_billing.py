from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from app.core.database import Base
from app.models import Client
from app.schemas import InvoiceCreate, LineCreate
from app.services.billing import create_invoice, invoice_totals
from app.services.numbering import next_invoice_number
from app.services.reminders import all_reminders
from app.utils.money import format_money


@pytest.fixture
def db() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield session


@pytest.fixture
def acme(db: Session) -> Client:
    client = Client(code="ACME", name="Acme")
    db.add(client)
    db.commit()
    return client


def test_invoice(db: Session, acme: Client) -> None:
    line = LineCreate(description="Work", quantity=2, unit_price=Decimal("50"))
    data = InvoiceCreate(client_id=acme.id, issued_on=date(2025, 1, 1), lines=[line])
    invoice = create_invoice(db, acme, data)
    assert invoice.number == "ACME-2025-0001"
    assert next_invoice_number(db, acme, 2025) == "ACME-2025-0002"
    assert invoice_totals(invoice).gross == Decimal("121.00")
    assert all_reminders(db, date(2025, 2, 10)) == [
        "Invoice ACME-2025-0001 of €121.00 is 10 days overdue."
    ]


def test_format_money() -> None:
    assert format_money(Decimal("1234.5"), "USD") == "$1,234.50"
