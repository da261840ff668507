from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.models import Customer, Invoice
from billing.types import InvoiceState


class InvoiceStore:
    """Everything that touches the invoices table."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def by_number(self, number: str) -> Invoice | None:
        return self.session.scalars(select(Invoice).where(Invoice.number == number)).one_or_none()

    def find_all(self, state: InvoiceState | None = None) -> list[Invoice]:
        stmt = select(Invoice).order_by(Invoice.number)
        if state is not None:
            stmt = stmt.where(Invoice.state == state)
        return list(self.session.scalars(stmt))

    def overdue(self, today: date) -> list[Invoice]:
        return [invoice for invoice in self.find_all(InvoiceState.SENT) if invoice.is_overdue(today)]

    def iter_customers(self, batch: int = 100) -> Iterator[Customer]:
        stmt = select(Customer).order_by(Customer.id).execution_options(yield_per=batch)
        yield from self.session.scalars(stmt)

    def next_number(self, year: int) -> str:
        prefix = f"{year}-"
        stmt = select(Invoice.number).where(Invoice.number.startswith(prefix)).order_by(Invoice.number.desc())
        last = self.session.scalars(stmt.limit(1)).first()
        sequence = int(last.removeprefix(prefix)) + 1 if last else 1
        return f"{prefix}{sequence:05d}"

    def save(self, invoice: Invoice) -> Invoice:
        self.session.add(invoice)
        self.session.commit()
        self.session.refresh(invoice)
        return invoice
