from pydantic import BaseModel, ConfigDict

from app.core.enums import Role


class UserCreate(BaseModel):
    email: str
    full_name: str
    role: Role = Role.CUSTOMER


class UserRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    email: str
    full_name: str
    role: Role
