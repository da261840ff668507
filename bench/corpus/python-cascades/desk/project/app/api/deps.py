from typing import Annotated

from fastapi import Depends, Header, HTTPException
from sqlalchemy.orm import Session

from app.core.database import get_db
from app.models import User
from app.services.users import find_by_api_key

DbSession = Annotated[Session, Depends(get_db)]


def get_current_user(db: DbSession, x_api_key: Annotated[str, Header()]) -> User:
    user = find_by_api_key(db, x_api_key)
    if user is None:
        raise HTTPException(401, "Invalid API key")
    return user


CurrentUser = Annotated[User, Depends(get_current_user)]


def require_staff(user: CurrentUser) -> User:
    if not user.is_staff:
        raise HTTPException(403, "Staff only")
    return user


StaffUser = Annotated[User, Depends(require_staff)]
