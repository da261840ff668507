from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

app = FastAPI()

todos: dict[int, "Todo"] = {}


class Todo(BaseModel):
    text: str
    done: bool = False


@app.get("/todos")
def list_todos() -> list[Todo]:
    return list(todos.values())


@app.post("/todos/{todo_id}")
def add_todo(todo_id: int, todo: Todo) -> Todo:
    if todo_id in todos:
        raise HTTPException(status_code=409, detail="Todo exists")
    todos[todo_id] = todo
    return todo


@app.delete("/todos/{todo_id}")
def delete_todo(todo_id: int) -> dict[str, bool]:
    if todos.pop(todo_id, None) is None:
        raise HTTPException(status_code=404, detail="Todo not found")
    return {"ok": True}
