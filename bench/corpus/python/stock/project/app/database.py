from collections.abc import Generator

from sqlmodel import Session, SQLModel, create_engine

sqlite_file_name = "inventory.db"
engine = create_engine(f"sqlite:///{sqlite_file_name}", echo=False)


def create_db_and_tables() -> None:
    SQLModel.metadata.create_all(engine)


def get_session() -> Generator[Session, None, None]:
    with Session(engine) as session:
        yield session
