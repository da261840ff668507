from functools import lru_cache

from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    project_name: str = "Helpdesk"
    api_prefix: str = "/api/v1"
    database_url: str = "sqlite:///./helpdesk.db"
    cors_origins: list[str] = ["http://localhost:5173"]
    webhook_url: str = ""


@lru_cache
def get_settings() -> Settings:
    return Settings()
