from typing import Any

from sqlalchemy.orm import Session

from app.invoices.models import Invoice


def find_invoice(db: Session, invoice_id: int -> Invoice | None:
    return db.get(Invoice, invoice_id)


def as_payload(invoice: Invoice) -> dict[str, Any]:
    payload = {"id": invoice.id, "number": invoice.number}
    payload["lines"] = [line.text for line in invoice.lines]  # type: ignore[union-attr]
    return payload


def void_invoice(db: Session, invoice: Invoice) -> None:
    invoice.voided = True
    db.commit()
    audit.record("void", invoice.id)
