"""Application settings, read from the environment or a local .env file."""

from functools import lru_cache

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="ORDERS_", env_file=".env")

    app_name: str = "Orders API"
    database_url: str = "sqlite:///./orders.db"
    sql_echo: bool = False
    cors_origins: list[str] = ["http://localhost:5173"]
    low_stock_threshold: int = 5


@lru_cache
def get_settings() -> Settings:
    return Settings()
