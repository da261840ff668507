from pydantic import PostgresDsn, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env")

    database_url: str = "postgresql+asyncpg://postgres:postgres@localhost/bookings"
    replica_url: PostgresDsn | None = None
    calendar_url: str = "https://calendar.example.com"
    calendar_token: SecretStr = SecretStr("")
    pool_size: int = 5


settings = Settings()
