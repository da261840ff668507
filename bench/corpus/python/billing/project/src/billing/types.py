from decimal import Decimal
from enum import Enum
from typing import Protocol

from typing_extensions import NotRequired, TypedDict


class Currency(str, Enum):
    EUR = "EUR"
    USD = "USD"
    GBP = "GBP"


class InvoiceState(str, Enum):
    DRAFT = "draft"
    SENT = "sent"
    PAID = "paid"
    VOID = "void"


class WebhookEvent(TypedDict):
    event_id: str
    event_type: str
    invoice_number: str
    amount_cents: int
    note: NotRequired[str]


class RateProvider(Protocol):
    def get_rate(self, source: Currency, target: Currency) -> Decimal: ...
