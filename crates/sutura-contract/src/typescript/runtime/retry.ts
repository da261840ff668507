const REPEATABLE = ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"];

const BUSY = [429, 502, 503, 504];

/** A pause of `Retry-After` that is longer than this is left to the caller. */
const LONGEST_PAUSE_MS = 60_000;

/** The first answer that is not to be asked for again, with its body untouched. */
async function answered(
  send: () => Promise<Response>,
  { method = "", signal }: RequestInit,
  retry: ApiRetryOptions = { attempts: 1 },
): Promise<Response> {
  const repeatable = (retry.methods ?? REPEATABLE).includes(method);
  const attempts = repeatable ? retry.attempts : 1;
  for (let attempt = 1; ; attempt++) {
    let pause = (retry.delayMs ?? 250) * 2 ** (attempt - 1);
    try {
      const response = await send();
      const busy = (retry.statuses ?? BUSY).includes(response.status);
      pause = askedPause(response) ?? pause;
      if (!busy || attempt >= attempts || pause > LONGEST_PAUSE_MS) {
        return response;
      }
      await response.body?.cancel();
    } catch (error) {
      if (attempt >= attempts || signal?.aborted) throw error;
    }
    await sleep(pause, signal);
  }
}

/** `Retry-After` in milliseconds: it says seconds or a date. */
function askedPause(response: Response): number | undefined {
  const asked = response.headers.get("retry-after");
  if (asked === null) return undefined;
  const seconds = Number(asked);
  const pause = Number.isNaN(seconds)
    ? Date.parse(asked) - Date.now()
    : seconds * 1000;
  return Number.isNaN(pause) ? undefined : Math.max(pause, 0);
}

function sleep(
  milliseconds: number,
  signal: AbortSignal | null | undefined,
): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", end);
      resolve();
    }, milliseconds);
    if (signal?.aborted) end();
    signal?.addEventListener("abort", end, { once: true });
  });
}
