from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from .database import Base, engine
from .routers import authors, books, orders

Base.metadata.create_all(bind=engine)

app = FastAPI(title="Bookshop")

for module in (authors, books, orders):
    app.include_router(module.router, prefix="/api/v1")


@app.exception_handler(ValueError)
async def value_error_handler(request: Request, exc: ValueError) -> JSONResponse:
    return JSONResponse(status_code=400, content={"detail": str(exc), "path": request.url.path})


@app.get("/")
def root():
    return {"name": app.title, "docs": "/docs"}
