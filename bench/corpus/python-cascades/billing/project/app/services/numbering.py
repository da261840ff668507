from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Client, Invoice


def next_invoice_number(db: Session, client: Client, year: int) -> str:
    prefix = f"{client.code}-{year}-"
    count = db.scalar(select(func.count()).where(Invoice.number.startswith(prefix))) or 0
    return f"{prefix}{count + 1:04d}"
