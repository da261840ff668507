from fastapi import FastAPI, WebSocket, WebSocketDisconnect

app = FastAPI()


class ConnectionManager:
    def __init__(self) -> None:
        self.active: dict[str, set[WebSocket]] = {}

    async def connect(self, room: str, websocket: WebSocket) -> None:
        await websocket.accept()
        self.active.setdefault(room, set()).add(websocket)

    def disconnect(self, room: str, websocket: WebSocket) -> None:
        self.active.get(room, set()).discard(websocket)

    async def broadcast(self, room: str, message: str) -> None:
        for connection in list(self.active.get(room, ())):
            await connection.send_text(message)


manager = ConnectionManager()


@app.websocket("/ws/{room}")
async def chat(websocket: WebSocket, room: str, name: str = "anonymous") -> None:
    await manager.connect(room, websocket)
    try:
        while True:
            text = await websocket.receive_text()
            await manager.broadcast(room, f"{name}: {text}")
    except WebSocketDisconnect:
        manager.disconnect(room, websocket)
        await manager.broadcast(room, f"{name} left")
