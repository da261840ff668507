import secrets
import string
from datetime import datetime, timedelta
from typing import Optional

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, HttpUrl
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

ALPHABET = string.ascii_letters + string.digits

engine = create_engine("sqlite:///links.db")
SessionLocal = sessionmaker(bind=engine)
app = FastAPI(title="shorty")


class Base(DeclarativeBase):
    pass


class Link(Base):
    __tablename__ = "links"

    code: Mapped[str] = mapped_column(primary_key=True)
    target: Mapped[str]
    clicks: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=datetime.now)
    expires_at: Mapped[Optional[datetime]]


Base.metadata.create_all(engine)


class LinkCreate(BaseModel):
    url: HttpUrl
    days: Optional[int] = None


class LinkInfo(BaseModel):
    code: str
    short_url: str
    target: str
    clicks: int


def get_db():
    with SessionLocal() as db:
        yield db


def new_code(db: Session, length: int = 6) -> str:
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(length))
        if db.get(Link, code) is None:
            return code


def to_info(link: Link, request: Request) -> LinkInfo:
    return LinkInfo(
        code=link.code,
        short_url=f"{request.base_url}{link.code}",
        target=link.target,
        clicks=link.clicks,
    )


@app.post("/links", response_model=LinkInfo)
def create_link(data: LinkCreate, request: Request, db: Session = Depends(get_db)):
    expires_at = None
    if data.days is not None:
        expires_at = datetime.now() + timedelta(days=data.days)
    link = Link(code=new_code(db), target=str(data.url), clicks=0, expires_at=expires_at)
    db.add(link)
    db.commit()
    return to_info(link, request)


@app.get("/stats")
def stats(db: Session = Depends(get_db)):
    links = db.scalar(select(func.count()).select_from(Link))
    clicks = db.scalar(select(func.sum(Link.clicks)))
    return {"links": links, "clicks": clicks or 0}


@app.get("/{code}")
def follow(code: str, db: Session = Depends(get_db)):
    link = db.get(Link, code)
    if link is None:
        raise HTTPException(status_code=404, detail="No such link")
    if link.expires_at is not None and link.expires_at < datetime.now():
        raise HTTPException(status_code=410, detail="Link has expired")
    link.clicks += 1
    db.commit()
    return RedirectResponse(link.target)
