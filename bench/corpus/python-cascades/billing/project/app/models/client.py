from typing import TYPE_CHECKING

from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.constants import DEFAULT_CURRENCY
from app.core.database import Base

if TYPE_CHECKING:
    from app.models.invoice import Invoice


class Client(Base):
    __tablename__ = "clients"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    currency: Mapped[str] = mapped_column(default=DEFAULT_CURRENCY)

    invoices: Mapped[list["Invoice"]] = relationship(back_populates="client")
