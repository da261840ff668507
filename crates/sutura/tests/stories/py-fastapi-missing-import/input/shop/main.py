from fastapi import FastAPI

from shop import customers, orders

app = FastAPI()
app.include_router(customers.router)
app.include_router(orders.router)
