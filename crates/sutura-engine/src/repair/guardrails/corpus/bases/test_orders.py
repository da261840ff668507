import pytest
from fastapi.testclient import TestClient

from app.main import app
from app.orders.service import calculate_totl


@pytest.fixture
def client() -> TestClient:
    return TestClient(app)


def test_list_orders_is_empty(client: TestClient) -> None:
    response = client.get("/orders")
    assert response.status_code == 200
    assert response.json() == []


def test_create_order(client: TestClient, customer) -> None:
    response = client.post("/orders", json={"customer_id": customer.id, "items": []})
    assert response.status_code == 201
    assert response.json()["status"] == "draft"


def test_total() -> None:
    assert calculate_totl([]) == Decimal("0")
