from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.constants import MAX_PAGE_SIZE
from app.core.database import get_db
from app.models import Client
from app.schemas import ClientCreate, ClientRead
from app.services.numbering import next_invoice_number

router = APIRouter(prefix="/clients", tags=["clients"])
Db = Annotated[Session, Depends(get_db)]


@router.get("", response_model=list[ClientRead])
def list_clients(
    db: Db, limit: Annotated[int, Query(ge=1, le=MAX_PAGE_SIZE)] = 20
) -> Sequence[Client]:
    return db.scalars(select(Client).order_by(Client.name).limit(limit)).all()


@router.post("", response_model=ClientRead, status_code=201)
def create_client(db: Db, data: ClientCreate) -> Client:
    client = Client(**data.model_dump())
    db.add(client)
    db.commit()
    return client


@router.get("/{client_id}/next-number")
def preview_number(db: Db, client_id: int, year: int) -> dict[str, str]:
    client = db.get(Client, client_id)
    if client is None:
        raise HTTPException(404, "Client not found")
    return {"number": next_invoice_number(db, client, year)}
