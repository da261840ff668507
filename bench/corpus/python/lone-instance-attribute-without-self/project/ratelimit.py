import threading
import time
from collections import deque


class RateLimiter:
    """Allow at most `limit` calls in any `window` seconds."""

    def __init__(self, limit: int, window: float) -> None:
        self.limit = limit
        self.window = window
        self._calls: deque[float] = deque()
        self._lock = threading.Lock()

    def _drop_old(self, now: float) -> None:
        while self._calls and now - self._calls[0] > self.window:
            self._calls.popleft()

    def allow(self) -> bool:
        now = time.monotonic()
        with self._lock:
            self._drop_old(now)
            if len(self._calls) >= self.limit:
                return False
            self._calls.append(now)
            return True

    def wait(self) -> None:
        while not self.allow():
            time.sleep(self.window / self.limit)
