from . import authors, books, orders

__all__ = ["authors", "books", "orders"]
