from fastapi import FastAPI

from app.api.clients import router as clients_router
from app.api.invoices import router as invoices_router

app = FastAPI(title="Billing")
app.include_router(clients_router, prefix="/api")
app.include_router(invoices_router, prefix="/api")
