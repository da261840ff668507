from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Task, TaskStatus, utcnow
from app.schemas import TaskCreate, TaskUpdate


def get_task(db: Session, task_id: int, owner_id: int) -> Task | None:
    task = db.get(Task, task_id)
    if task is None or task.owner_id != owner_id:
        return None
    return task


def list_tasks(
    db: Session,
    owner_id: int,
    *,
    status: TaskStatus | None = None,
    limit: int = 50,
    offset: int = 0,
) -> tuple[Sequence[Task], int]:
    query = select(Task).where(Task.owner_id == owner_id)
    if status is not None:
        query = query.where(Task.status == status)
    total = db.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = db.scalars(query.order_by(Task.priority.desc(), Task.id).limit(limit).offset(offset)).all()
    return rows, total


def create_task(db: Session, task_in: TaskCreate, owner_id: int) -> Task:
    task = Task(**task_in.model_dump(exclude={"slug"}), owner_id=owner_id)
    db.add(task)
    db.commit()
    db.refresh(task)
    return task


def update_task(db: Session, task: Task, task_in: TaskUpdate) -> Task:
    changes = task_in.model_dump(exclude_unset=True)
    for field, value in changes.items():
        setattr(task, field, value)
    if task_in.status == TaskStatus.DONE and task.completed_at is None:
        task.completed_at = utcnow()
    db.commit()
    db.refresh(task)
    return task


def delete_task(db: Session, task: Task) -> None:
    db.delete(task)
    db.commit()
