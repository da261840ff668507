from functools import lru_cache

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", env_prefix="TASKBOARD_", extra="ignore")

    app_name: str = "Taskboard"
    database_url: str = "sqlite:///./taskboard.db"
    secret_key: str = "change-me"
    access_token_minutes: int = Field(default=60, gt=0)
    debug: bool = False
    cors_origins: list[str] = Field(default_factory=list)

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")


@lru_cache
def get_settings() -> Settings:
    return Settings()


settings = get_settings()
