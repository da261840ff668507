import pytest
from sqlmodel import Session, SQLModel, create_engine
from sqlmodel.pool import StaticPool

from app.models import MovementCreate, MovementKind, Product
from app.services import NotEnoughStock, apply_movement


@pytest.fixture(name="session")
def session_fixture():
    engine = create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        yield session


def make_product(session: Session, quantity: int) -> Product:
    product = Product(sku="A-1", name="Bolt", quantity=quantity)
    session.add(product)
    session.commit()
    session.refresh(product)
    return product


def test_inbound(session: Session):
    product = make_product(session, 5)
    apply_movement(session, product, MovementCreate(kind=MovementKind.inbound, amount=3))
    assert product.quantity == 8


def test_outbound_too_much(session: Session):
    product = make_product(session, 1)
    with pytest.raises(NotEnoughStock):
        apply_movement(session, product, MovementCreate(kind=MovementKind.outbound, amount=2))
