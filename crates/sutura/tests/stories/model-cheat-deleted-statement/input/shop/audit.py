class Note:
    def __init__(self, text: str) -> None:
        self.text = text


def record(action: str, note: Note) -> None:
    print(action, note.text)
