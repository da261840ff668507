from .ticket import Comment, Ticket
from .user import User

__all__ = ["Comment", "Ticket", "User"]
