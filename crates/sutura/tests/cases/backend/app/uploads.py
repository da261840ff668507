"""Files that are sent."""

from typing import Annotated, Any

from fastapi import APIRouter, File, Form, UploadFile

router = APIRouter(prefix="/uploads", tags=["uploads"])


@router.post("/one")
async def one(file: UploadFile) -> dict[str, Any]:
    return {"name": file.filename, "type": file.content_type, "text": (await file.read()).decode()}


@router.post("/bytes")
def raw(file: Annotated[bytes, File()]) -> int:
    return len(file)


@router.post("/with-fields")
async def with_fields(
    file: UploadFile,
    title: Annotated[str, Form()],
    tags: Annotated[list[str], Form()] = [],
    count: Annotated[int, Form()] = 1,
) -> dict[str, Any]:
    return {"name": file.filename, "size": len(await file.read()), "title": title, "tags": tags, "count": count}


@router.post("/several")
async def several(files: list[UploadFile]) -> list[str | None]:
    return [file.filename for file in files]


@router.post("/optional")
async def optional(file: UploadFile | None = None, note: Annotated[str | None, Form()] = None) -> dict[str, Any]:
    return {"size": None if file is None else len(await file.read()), "note": note}
