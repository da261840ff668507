from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.constants import MAX_PAGE_SIZE
from app.core.database import get_db
from app.models import Client, Invoice
from app.schemas import InvoiceCreate, InvoiceRead, TotalsRead
from app.services.billing import create_invoice, invoice_totals
from app.services.reminders import all_reminders
from app.utils.money import format_money

router = APIRouter(prefix="/invoices", tags=["invoices"])
Db = Annotated[Session, Depends(get_db)]


@router.get("", response_model=list[InvoiceRead])
def list_invoices(
    db: Db, limit: Annotated[int, Query(ge=1, le=MAX_PAGE_SIZE)] = 50
) -> Sequence[Invoice]:
    return db.scalars(select(Invoice).order_by(Invoice.issued_on.desc()).limit(limit)).all()


@router.post("", response_model=InvoiceRead, status_code=201)
def issue_invoice(db: Db, data: InvoiceCreate) -> Invoice:
    client = db.get(Client, data.client_id)
    if client is None:
        raise HTTPException(404, "Client not found")
    return create_invoice(db, client, data)


@router.get("/reminders")
def list_reminders(db: Db) -> list[str]:
    return all_reminders(db, date.today())


@router.get("/{invoice_id}/totals", response_model=TotalsRead)
def read_totals(db: Db, invoice_id: int) -> TotalsRead:
    invoice = db.get(Invoice, invoice_id)
    if invoice is None:
        raise HTTPException(404, "Invoice not found")
    totals = invoice_totals(invoice)
    return TotalsRead(
        net=totals.net,
        vat=totals.vat,
        gross=totals.gross,
        display=format_money(totals.gross, invoice.client.currency),
    )
