"""Sets of values that have a name."""

from enum import Enum, IntEnum, IntFlag, StrEnum

from fastapi import APIRouter
from pydantic import BaseModel

router = APIRouter(prefix="/enums", tags=["enums"])


class Status(str, Enum):
    """Where an order stands."""

    PENDING = "pending"
    IN_DELIVERY = "in delivery"
    DONE = "done"


class Priority(IntEnum):
    LOW = 1
    HIGH = 10


class Colour(StrEnum):
    RED = "#f00"
    GREEN = "#0f0"


class Level(Enum):
    NONE = 0
    SOME = "some"


class Single(str, Enum):
    ONLY = "only"


class Access(IntFlag):
    READ = 1
    WRITE = 2


class Task(BaseModel):
    status: Status = Status.PENDING
    priority: Priority
    colour: Colour | None = None


@router.post("/members")
def members(task: Task) -> Task:
    return task


class Levels(BaseModel):
    level: Level
    single: Single


@router.post("/mixed")
def mixed(levels: Levels) -> Levels:
    return levels


class Board(BaseModel):
    counts: dict[Status, int]
    weights: dict[Priority, float]
    full: dict[Colour, list[Status]] = {}


@router.post("/keys")
def keys(board: Board) -> Board:
    return board


class Grant(BaseModel):
    access: Access


@router.post("/flags")
def flags(grant: Grant) -> Grant:
    return grant


@router.get("/bare")
def bare() -> Status:
    return Status.DONE


@router.get("/list")
def every() -> list[Priority]:
    return list(Priority)
