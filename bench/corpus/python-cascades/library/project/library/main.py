from fastapi import FastAPI

from library.api import books, loans
from library.db import Base, engine

app = FastAPI(title="City Library")
app.include_router(books.router)
app.include_router(loans.router)


@app.on_event("startup")
def create_tables() -> None:
    Base.metadata.create_all(engine)
