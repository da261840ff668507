"""What FastAPI backends do, one small route a case. A case's TypeScript is in `frontend/src/<module>.ts`."""

from fastapi import FastAPI

from app import bodies, containers, enums, errors, literals, models, naming, parameters, presence, responses, routing, scalars, security, streams, unions, uploads
from app.twins import customers, orders

app = FastAPI(title="Cases", version="1.0.0")
for module in (
    presence,
    unions,
    enums,
    literals,
    containers,
    models,
    scalars,
    parameters,
    bodies,
    uploads,
    responses,
    streams,
    errors,
    security,
    naming,
    routing,
):
    app.include_router(module.router)
app.include_router(customers.router, prefix="/twins")
app.include_router(orders.router, prefix="/twins")
