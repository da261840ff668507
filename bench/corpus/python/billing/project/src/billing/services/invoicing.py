from datetime import date, timedelta
from decimal import Decimal

from billing.models import Invoice, InvoiceItem
from billing.schemas import InvoiceCreate
from billing.services.rates import convert
from billing.store import InvoiceStore
from billing.types import Currency, InvoiceState, RateProvider, WebhookEvent


class InvoiceError(Exception):
    pass


class InvoiceService:
    def __init__(self, store: InvoiceStore, rates: RateProvider) -> None:
        self.store = store
        self.rates = rates

    def create(self, data: InvoiceCreate) -> Invoice:
        invoice = Invoice(
            number=self.store.next_number(data.issued_on.year),
            customer_id=data.customer_id,
            issued_on=data.issued_on,
            due_on=data.issued_on + timedelta(days=data.payment_days),
            items=[
                InvoiceItem(text=item.text, quantity=item.quantity, unit_price=item.unit_price)
                for item in data.items
            ],
        )
        return self.store.save(invoice)

    def send(self, number: str) -> Invoice:
        invoice = self._require(number)
        if invoice.state is not InvoiceState.DRAFT:
            raise InvoiceError(f"invoice {number} is {invoice.state.value}")
        invoice.state = InvoiceState.SENT
        return self.store.save(invoice)

    def handle_payment(self, event: WebhookEvent, today: date) -> Invoice:
        invoice = self._require(event["invoice_number"])
        expected = int(invoice.net_total() * 100)
        if event["amount_cents"] < expected:
            raise InvoiceError(f"paid {event['amount_cents']}, expected {expected}")
        invoice.state = InvoiceState.PAID
        invoice.paid_on = today
        return self.store.save(invoice)

    def outstanding(self, today: date, currency: Currency = Currency.EUR) -> Decimal:
        total = Decimal(0)
        for invoice in self.store.overdue(today):
            total += convert(invoice.net_total(), invoice.customer.currency, currency, self.rates)
        return total

    def _require(self, number: str) -> Invoice:
        invoice = self.store.by_number(number)
        if invoice is None:
            raise InvoiceError(f"no invoice {number}")
        return invoice
