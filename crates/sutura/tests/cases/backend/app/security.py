"""How clients say who they are. Each answer tells whom the server saw."""

from typing import Annotated

from fastapi import APIRouter, Depends, Security
from fastapi.security import (
    APIKeyCookie,
    APIKeyHeader,
    APIKeyQuery,
    HTTPAuthorizationCredentials,
    HTTPBasic,
    HTTPBasicCredentials,
    HTTPBearer,
    OAuth2PasswordBearer,
    OAuth2PasswordRequestForm,
)
from pydantic import BaseModel

router = APIRouter(prefix="/security", tags=["security"])


@router.get("/bearer")
def bearer(credentials: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]) -> str:
    return credentials.credentials


@router.get("/basic")
def basic(credentials: Annotated[HTTPBasicCredentials, Depends(HTTPBasic())]) -> str:
    return f"{credentials.username}:{credentials.password}"


@router.get("/header-key")
def header_key(key: Annotated[str, Security(APIKeyHeader(name="X-Key"))]) -> str:
    return key


@router.get("/query-key")
def query_key(key: Annotated[str, Security(APIKeyQuery(name="api_key"))]) -> str:
    return key


@router.get("/cookie-key")
def cookie_key(key: Annotated[str, Security(APIKeyCookie(name="session"))]) -> str:
    return key


class Token(BaseModel):
    access_token: str
    token_type: str = "bearer"


@router.post("/token")
def token(form: Annotated[OAuth2PasswordRequestForm, Depends()]) -> Token:
    return Token(access_token=f"token of {form.username}")


@router.get("/me")
def read_me(token: Annotated[str, Depends(OAuth2PasswordBearer(tokenUrl="/security/token"))]) -> str:
    return token


@router.get("/open")
def public() -> str:
    return "anyone"
