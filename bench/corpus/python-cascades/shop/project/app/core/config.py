from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", env_prefix="SHOP_")

    app_name: str = "Shop API"
    database_url: str = "sqlite:///./shop.db"
    low_stock_threshold: int = 5


settings = Settings()
