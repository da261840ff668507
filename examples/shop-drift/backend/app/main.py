from fastapi import FastAPI

from app import customers, orders, products

app = FastAPI(title="Shop", version="2.0.0")
app.include_router(orders.router, prefix="/api")
app.include_router(customers.router, prefix="/api")
app.include_router(products.router, prefix="/api")
