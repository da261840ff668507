from contextlib import asynccontextmanager

from fastapi import FastAPI

from app.api.bookings import router as bookings_router
from app.db import create_all, engine


@asynccontextmanager
async def lifespan(app: FastAPI):
    await create_all()
    yield
    await engine.dispose()


def create_app() -> FastAPI:
    application = FastAPI(title="Room bookings", lifespan=lifespan)
    application.include_router(bookings_router, prefix="/api")
    return application


app = create_app()
