from .client import ClientCreate, ClientRead
from .invoice import InvoiceCreate, InvoiceRead, LineCreate, TotalsRead

__all__ = [
    "ClientCreate",
    "ClientRead",
    "InvoiceCreate",
    "InvoiceRead",
    "LineCreate",
    "TotalsRead",
]
