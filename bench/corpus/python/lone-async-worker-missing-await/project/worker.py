import asyncio
import logging
from dataclasses import dataclass

logger = logging.getLogger("worker")


@dataclass
class Job:
    id: int
    payload: str
    retries: int = 0


async def handle(job: Job) -> int:
    await asyncio.sleep(0.01)
    return len(job.payload)


async def worker(name: str, queue: asyncio.Queue[Job], results: dict[int, int]) -> None:
    while True:
        job = await queue.get()
        try:
            results[job.id] = await handle(job)
            logger.info("%s finished %d", name, job.id)
        except ValueError:
            job.retries += 1
            if job.retries < 3:
                queue.put_nowait(job)
        finally:
            queue.task_done()


async def main() -> None:
    queue: asyncio.Queue[Job] = asyncio.Queue()
    results: dict[int, int] = {}
    for number, text in enumerate(["alpha", "beta", "gamma"]):
        queue.put_nowait(Job(number, text))
    tasks = [asyncio.create_task(worker(f"w{i}", queue, results)) for i in range(2)]
    await queue.join()
    for task in tasks:
        task.cancel()
    print(results)


if __name__ == "__main__":
    asyncio.run(main())
