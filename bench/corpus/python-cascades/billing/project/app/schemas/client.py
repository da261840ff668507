from pydantic import BaseModel, ConfigDict, Field

from app.core.constants import DEFAULT_CURRENCY


class ClientCreate(BaseModel):
    code: str = Field(pattern=r"^[A-Z]{2,5}$")
    name: str
    currency: str = DEFAULT_CURRENCY


class ClientRead(ClientCreate):
    model_config = ConfigDict(from_attributes=True)

    id: int
