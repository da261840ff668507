"""Domain errors; main.py turns them into HTTP responses."""


class DomainError(Exception):
    status_code = 400

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class NotFoundError(DomainError):
    status_code = 404

    def __init__(self, entity: str, entity_id: int) -> None:
        super().__init__(f"{entity} {entity_id} not found")


class ConflictError(DomainError):
    status_code = 409


class InsufficientStockError(ConflictError):
    def __init__(self, sku: str, requested: int, available: int) -> None:
        super().__init__(
            f"Only {available} of product {sku} in stock, {requested} requested"
        )
