from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy.orm import Session

import crud
import models
import schemas
from database import SessionLocal, engine

models.Base.metadata.create_all(bind=engine)

app = FastAPI()


def get_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()


@app.post("/notes", response_model=schemas.NoteOut)
def create_note(note: schemas.NoteIn, db: Session = Depends(get_db)):
    # an empty title is allowed only when there is a body to take it from
    if note.title == "" and note.body == "":
        raise HTTPException(status_code=400, detail="Note can't be empty")
    if not note.title:
        note.title = note.body.splitlines()[0][:120]
    return crud.create_note(db, note)


@app.get("/notes", response_model=list[schemas.NoteOut])
def read_notes(q: str = "", pinned: bool = False, db: Session = Depends(get_db)):
    return crud.search_notes(db, q, pinned_only=pinned)


@app.post("/notes/{note_id}/pin", response_model=schemas.NoteOut)
def pin_note(note_id: int, db: Session = Depends(get_db)):
    note = crud.toggle_pin(db, note_id)
    if note is None:
        raise HTTPException(status_code=404, detail=f"Note {note_id} not found")
    return note
