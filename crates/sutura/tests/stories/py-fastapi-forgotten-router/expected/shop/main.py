from fastapi import FastAPI

from shop.routers import customers, orders, products

app = FastAPI()
app.include_router(customers.router, prefix="/customers", tags=["customers"])
app.include_router(orders.router, prefix="/orders", tags=["orders"])
app.include_router(products.router, prefix="/products", tags=["products"])


@app.get("/health")
def health() -> str:
    return "ok"
