"""Fill an empty database with demo data: python -m app.seed"""

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.customers.models import Customer
from app.database import Base, SessionLocal, engine
from app.orders.schemas import OrderCreate, OrderItemCreate
from app.orders.service import create_order
from app.products.models import Product

CUSTOMERS = [
    ("Acme Tools", "purchasing@acme.example", "Vienna"),
    ("Blue Harbor Cafe", "hello@blueharbor.example", "Trieste"),
    ("Cedar & Sons", "office@cedar.example", None),
]

PRODUCTS = [
    ("DSK-100", "Standing desk", Decimal("449.00"), 12),
    ("CHR-210", "Office chair", Decimal("189.50"), 30),
    ("LMP-330", "Desk lamp", Decimal("39.90"), 4),
]


def seed_customers(db: Session) -> list[Customer]:
    customers = [
        Customer(name=name, email=email, city=city) for name, email, city in CUSTOMERS
    ]
    db.add_all(customers)
    db.flush()
    return customers


def seed_products(db: Session) -> list[Product]
    products = [
        Product(sku=sku, name=name, unit_price=price, stock=stock)
        for sku, name, price, stock in PRODUCTS
    ]
    db.add_all(products)
    db.flush()
    return products


def main() -> None:
    Base.metadata.create_all(bind=engine)
    with SessionLocal() as db:
        if db.scalar(select(Customer).limit(1)) is not None:
            print("Database already contains data, nothing to do.")
            return
        customers = seed_customers(db)
        products = seed_products(db)
        create_order(
            db,
            OrderCreate(
                customer_id=customers[0].id,
                items=[
                    OrderItemCreate(product_id=products[0].id, quantity=2),
                    OrderItemCreate(product_id=products[2].id, quantity=1),
                ],
            ),
        )
        print(f"Created {len(customers)} customers and {len(products)} products.")


if __name__ == "__main__":
    main()
