import secrets

from fastapi import HTTPException
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import User
from app.schemas.user import UserCreate


def get_user(db: Session, user_id: int) -> User:
    user = db.get(User, user_id)
    if user is None:
        raise HTTPException(404, f"User {user_id} not found")
    return user


def find_by_api_key(db: Session, api_key: str) -> User | None:
    return db.scalar(select(User).where(User.api_key == api_key))


def list_users(db: Session) -> list[User]:
    return list(db.scalars(select(User).order_by(User.full_name)))


def create_user(db: Session, data: UserCreate) -> User:
    user = User(**data.model_dump(), api_key=secrets.token_hex(16))
    db.add(user)
    db.commit()
    return user
