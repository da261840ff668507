import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import StaticPool

from app.api.deps import get_current_user
from app.db import Base, get_db
from app.main import app
from app.models import User


@pytest.fixture()
def session():
    engine = create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
    Base.metadata.create_all(engine)
    factory = sessionmaker(bind=engine)
    with factory() as db:
        yield db


@pytest.fixture()
def client(session: Session):
    user = User(email="ann@example.com", hashed_password="x")
    session.add(user)
    session.commit()
    app.dependency_overrides[get_db] = lambda: session
    app.dependency_overrides[get_current_user] = lambda: user
    yield TestClient(app)
    app.dependency_overrides.clear()


def test_create_and_list(client: TestClient):
    response = client.post("/tasks", json={"title": "Write report", "priority": 3})
    assert response.status_code == 201
    body = client.get("/tasks").json()
    assert body["total"] == 1
    assert body["items"][0]["title"] == "Write report"


def test_complete(client: TestClient):
    task_id = client.post("/tasks", json={"title": "Ship"}).json()["id"]
    response = client.post(f"/tasks/{task_id}/complete")
    assert response.json()["status"] == "done"


@pytest.mark.parametrize("title", ["", "x" * 201])
def test_bad_title(client: TestClient, title: str):
    assert client.post("/tasks", json={"title": title}).status_code == 422
