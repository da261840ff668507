from fastapi import APIRouter

from app.api.deps import CurrentUser, DbSession, StaffUser
from app.models import User
from app.schemas.user import UserCreate, UserRead
from app.services.tickets import workload
from app.services.users import create_user, get_user, list_users

router = APIRouter(prefix="/users", tags=["users"])


@router.get("", response_model=list[UserRead])
def read_users(db: DbSession, _: StaffUser) -> list[User]:
    return list_users(db)


@router.post("", response_model=UserRead, status_code=201)
def register_user(db: DbSession, data: UserCreate) -> User:
    return create_user(db, data)


@router.get("/me", response_model=UserRead)
def read_me(user: CurrentUser) -> User:
    return user


@router.get("/{user_id}/workload")
def read_workload(db: DbSession, _: StaffUser, user_id: int) -> dict[str, int | str]:
    agent = get_user(db, user_id)
    return {"agent": agent.full_name, **workload(db, agent)}
