from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str = "sqlite:///./library.db"
    loan_days: int = 21
    max_loans: int = 5
    fine_per_day: int = 20


settings = Settings()
