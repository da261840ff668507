import { ApiError, createApiClient } from "./api_types.ts";
import { api, baseUrl, check, exactly, failure, observed } from "./case.ts";

const key = () => Math.random().toString(36).slice(2);

check("a busy server is asked again, as often as was said", async () => {
  const patient = createApiClient({
    baseUrl,
    fetch: observed,
    retry: { attempts: 3, delayMs: 1 },
  });
  exactly<number>()(await patient.errors.flaky({ query: { key: key() } }), 3);
  const hopeless = { key: key(), failures: 9 };
  exactly<number>()((await failure(patient.errors.flaky({ query: hopeless }))).status, 503);
  exactly<number>()(await api.errors.countAttempts({ query: { key: hopeless.key } }), 3);
});

check("nothing is asked again unless it was said", async () => {
  const query = { key: key() };
  exactly<number>()((await failure(api.errors.flaky({ query }))).status, 503);
  exactly<number>()(await api.errors.countAttempts({ query }), 1);
});

check("what changes the server is not asked again by itself", async () => {
  const patient = createApiClient({
    baseUrl,
    fetch: observed,
    retry: { attempts: 3, delayMs: 1 },
  });
  const query = { key: key() };
  exactly<number>()((await failure(patient.errors.flakyWrite({ query }))).status, 503);
  exactly<number>()(await api.errors.countAttempts({ query }), 1);
});

check("a call can be given up", async () => {
  const giveUp = new AbortController();
  const call = api.streams.slow(undefined, { signal: giveUp.signal });
  setTimeout(() => giveUp.abort(new Error("no longer wanted")), 50);
  const reason = await call.then(
    () => null,
    (error: unknown) => error,
  );
  exactly<boolean>()(reason instanceof Error && !(reason instanceof ApiError), true);
});

check("a whole client can be ended, with its streams", async () => {
  const end = new AbortController();
  const client = createApiClient({
    baseUrl,
    fetch: observed,
    signal: end.signal,
  });
  let ticks = 0;
  const read = async () => {
    for await (const _tick of await client.streams.endless()) if (++ticks === 2) end.abort();
  };
  exactly<string>()(
    await read().then(
      () => "ended",
      () => "ended",
    ),
    "ended",
  );
  exactly<boolean>()(ticks < 100, true);
});

check("headers may be the client's or the call's", async () => {
  const client = createApiClient({
    baseUrl,
    fetch: observed,
    headers: () => ({ "user-agent": "cases" }),
  });
  const input = { headers: { "x-token": "t" } };
  exactly<unknown>()((await client.parameters.headers(input))["agent"], "cases");
  const options = { headers: { "user-agent": "call" } };
  exactly<unknown>()((await client.parameters.headers(input, options))["agent"], "call");
});

check("a large file arrives whole", async () => {
  const file = new File([new Uint8Array(5_000_000)], "zeros");
  exactly<number>()(await api.uploads.raw({ body: { file } }), 5_000_000);
});

check("many calls may run at once", async () => {
  const numbers = Array.from({ length: 50 }, (_, index) => index);
  const answers = await Promise.all(numbers.map((body) => api.bodies.scalar({ body })));
  exactly<number[]>()(answers, numbers);
});
