from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from library.db import Base


class Book(Base):
    __tablename__ = "books"

    isbn: Mapped[str] = mapped_column(String(13), unique=True)
    title: Mapped[str]
    author: Mapped[str]
    copies: Mapped[int] = mapped_column(default=1)
