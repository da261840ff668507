from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.constants import MAX_PAGE_SIZE, PAYMENT_TERM_DAYS, VAT_RATES
from app.models import Client, Invoice, InvoiceLine
from app.schemas import InvoiceCreate
from app.services.numbering import next_invoice_number
from app.utils.money import apply_rate, round_money


@dataclass
class Totals:
    net: Decimal
    vat: Decimal

    @property
    def gross(self) -> Decimal:
        return round_money(self.net + self.vat)


def invoice_totals(invoice: Invoice) -> Totals:
    net = vat = Decimal(0)
    for line in invoice.lines:
        amount = line.unit_price * line.quantity
        net += amount
        vat += apply_rate(amount, VAT_RATES[line.vat])
    return Totals(round_money(net), vat)


def create_invoice(db: Session, client: Client, data: InvoiceCreate) -> Invoice:
    invoice = Invoice(
        number=next_invoice_number(db, client, data.issued_on.year),
        client=client,
        issued_on=data.issued_on,
        due_on=data.issued_on + timedelta(days=PAYMENT_TERM_DAYS),
        lines=[InvoiceLine(**line.model_dump()) for line in data.lines],
    )
    db.add(invoice)
    db.commit()
    return invoice


def overdue_invoices(db: Session, today: date) -> Sequence[Invoice]:
    stmt = select(Invoice).where(Invoice.paid.is_(False), Invoice.due_on < today)
    return db.scalars(stmt.limit(MAX_PAGE_SIZE)).all()
