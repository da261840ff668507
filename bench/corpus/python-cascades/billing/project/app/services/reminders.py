from datetime import date

from sqlalchemy.orm import Session

from app.models import Invoice
from app.services.billing import invoice_totals, overdue_invoices
from app.utils.money import format_money


def reminder_text(invoice: Invoice, today: date) -> str:
    totals = invoice_totals(invoice)
    days = (today - invoice.due_on).days
    amount = format_money(totals.gross, invoice.client.currency)
    return f"Invoice {invoice.number} of {amount} is {days} days overdue."


def all_reminders(db: Session, today: date) -> list[str]:
    return [reminder_text(invoice, today) for invoice in overdue_invoices(db, today)]
