from fastapi import FastAPI

from shop import orders

app = FastAPI()
app.include_router(orders.router, prefix="/api")
