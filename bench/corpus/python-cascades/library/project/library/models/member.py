from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from library.db import Base


class Member(Base):
    __tablename__ = "members"

    card_number: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    joined_on: Mapped[date] = mapped_column(default=date.today)
    blocked: Mapped[bool] = mapped_column(default=False)
