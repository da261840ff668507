from fastapi import FastAPI

from shop.routers import customers, orders

app = FastAPI()
app.include_router(customers.router, prefix="/customers", tags=["customers"])
app.include_router(orders.router, prefix="/orders", tags=["orders"])


@app.get("/health")
def health() -> str:
    return "ok"
