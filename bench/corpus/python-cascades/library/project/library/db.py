from collections.abc import Iterator

from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from library.settings import settings

engine = create_engine(settings.database_url)


class Base(DeclarativeBase):
    id: Mapped[int] = mapped_column(primary_key=True)


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session
