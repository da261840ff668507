from fastapi import APIRouter, HTTPException, Query, Response, status

from app.api.deps import CurrentUser, DbSession
from app.crud import tasks as tasks_crud
from app.models import Task, TaskStatus
from app.schemas import TaskCreate, TaskPage, TaskRead, TaskUpdate

router = APIRouter(prefix="/tasks", tags=["tasks"])


@router.get("", response_model=TaskPage)
def read_tasks(
    db: DbSession,
    user: CurrentUser,
    task_status: TaskStatus | None = Query(default=None, alias="status"),
    limit: int = Query(default=50, le=200),
    offset: int = Query(default=0, ge=0),
) -> TaskPage:
    rows, total = tasks_crud.list_tasks(db, user.id, status=task_status, limit=limit, offset=offset)
    return TaskPage(
        items=[TaskRead.model_validate(row) for row in rows],
        total=total,
        limit=limit,
        offset=offset,
    )


@router.post("", response_model=TaskRead, status_code=status.HTTP_201_CREATED)
def create_task(payload: TaskCreate, db: DbSession, user: CurrentUser) -> Task:
    return tasks_crud.create_task(db, payload, user.id)


def _get_or_404(db: DbSession, task_id: int, owner_id: int) -> Task:
    task = tasks_crud.get_task(db, task_id, owner_id)
    if task is None:
        raise HTTPException(status_code=status.HTTP_404_NOT_FOUND, detail="Task not found")
    return task


@router.patch("/{task_id}", response_model=TaskRead)
def update_task(task_id: int, payload: TaskUpdate, db: DbSession, user: CurrentUser) -> Task:
    task = _get_or_404(db, task_id, user.id)
    return tasks_crud.update_task(db, task, payload)


@router.post("/{task_id}/complete", response_model=TaskRead)
def complete_task(task_id: int, db: DbSession, user: CurrentUser) -> Task:
    task = _get_or_404(db, task_id, user.id)
    return tasks_crud.update_task(db, task, TaskUpdate(status=TaskStatus.DONE))


@router.delete("/{task_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_task(task_id: int, db: DbSession, user: CurrentUser) -> Response:
    task = _get_or_404(db, task_id, user.id)
    tasks_crud.delete_task(db, task)
    return Response(status_code=status.HTTP_204_NO_CONTENT)
