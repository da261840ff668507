from .client import Client
from .invoice import Invoice, InvoiceLine

__all__ = ["Client", "Invoice", "InvoiceLine"]
