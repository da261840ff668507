from collections.abc import Iterator
from datetime import date
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from billing import __version__
from billing.models import Invoice
from billing.schemas import InvoiceCreate, InvoiceRead
from billing.services.invoicing import InvoiceError, InvoiceService
from billing.services.rates import default_rates
from billing.store import InvoiceStore
from billing.types import WebhookEvent

engine = create_engine("sqlite:///billing.db")
app = FastAPI(title="Billing", version=__version__)


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


def get_service(session: Annotated[Session, Depends(get_session)]) -> InvoiceService:
    return InvoiceService(InvoiceStore(session), default_rates())


Service = Annotated[InvoiceService, Depends(get_service)]


@app.post("/invoices", response_model=InvoiceRead, status_code=201)
def create_invoice(data: InvoiceCreate, service: Service) -> Invoice:
    return service.create(data)


@app.post("/invoices/{number}/send", response_model=InvoiceRead)
def send_invoice(number: str, service: Service) -> Invoice:
    try:
        return service.send(number)
    except InvoiceError as exc:
        raise HTTPException(409, str(exc)) from exc


@app.post("/webhooks/payments")
def payment_webhook(event: WebhookEvent, service: Service) -> dict[str, str]:
    invoice = service.handle_payment(event, date.today())
    return {"number": invoice.number, "state": invoice.state.value}
