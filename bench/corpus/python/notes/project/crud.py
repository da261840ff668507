import re

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

import models
import schemas

HASHTAG = re.compile(r"#(\w+)")


def get_or_create_tag(db: Session, name: str) -> models.Tag:
    tag = db.scalars(select(models.Tag).where(models.Tag.name == name)).first()
    if tag is None:
        tag = models.Tag(name=name)
        db.add(tag)
        db.flush()
    return tag


def collect_tags(note: schemas.NoteIn) -> list[str]:
    names = {name.lower() for name in note.tags}
    names.update(match.lower() for match in HASHTAG.findall(note.body))
    return sorted(names)


def create_note(db: Session, note: schemas.NoteIn) -> models.Note:
    db_note = models.Note(title=note.title, body=note.body, pinned=note.pinned)
    db_note.tags = [get_or_create_tag(db, name) for name in collect_tags(note)]
    db.add(db_note)
    db.commit()
    db.refresh(db_note)
    return db_note


def search_notes(db: Session, text: str = "", pinned_only: bool = False) -> list[models.Note]:
    query = select(models.Note)
    if text and len(text) > 1:
        query = query.where(or_(models.Note.title.contains(text), models.Note.body.contains(text)))
    elif text:
        query = query.where(models.Note.title.startswith(text))
    if pinned_only:
        query = query.where(models.Note.pinned)
    return list(db.scalars(query.order_by(models.Note.updated_at.desc())).all())


def toggle_pin(db: Session, note_id: int) -> models.Note | None:
    note = db.get(models.Note, note_id)
    if note is None:
        return None
    note.pinned = not note.pinned
    db.commit()
    return note
