from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base
from app.core.enums import Role


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    full_name: Mapped[str]
    role: Mapped[Role] = mapped_column(default=Role.CUSTOMER)
    api_key: Mapped[str] = mapped_column(String(64), index=True)

    @property
    def is_staff(self) -> bool:
        return self.role in (Role.AGENT, Role.ADMIN)
