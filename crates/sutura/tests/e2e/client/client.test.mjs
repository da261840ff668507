// What the client sends to a real server, and what it makes of the answers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError, createApiClient } from "./client.js";
import { json, serving, text } from "./server.mjs";

/** What the server was sent by `call`. */
function sent(call, options = {}) {
  return serving(json({}), async (baseUrl, seen) => {
    await call(createApiClient({ baseUrl, ...options }));
    return seen[0];
  });
}

/** What became of an answer. */
function received(answer, call, options = {}) {
  return serving(answer, (baseUrl) => call(createApiClient({ baseUrl, ...options })));
}

function failure(promise) {
  return promise.then(
    (value) => assert.fail(`no error but ${JSON.stringify(value)}`),
    (error) => error,
  );
}

const offline = createApiClient({ baseUrl: "https://example.com/api/" });

const drain = async (stream) => {
  const values = [];
  for await (const value of await stream) values.push(value);
  return values;
};

// Addresses

test("parameters of a path are encoded", () => {
  assert.equal(offline.orders.get.path({ path: { order_id: "a/b c?d#é%2F" } }), "/orders/a%2Fb%20c%3Fd%23%C3%A9%252F");
  assert.equal(offline.orders.file.path({ path: { name: "a,b", ext: ["x,y", "z"] } }), "/files/a%2Cb.x%2Cy,z");
});

test("no value of a parameter leads to another route", async () => {
  for (const order_id of ["", ".", "..", undefined, null, []]) {
    assert.throws(() => offline.orders.get.path({ path: { order_id } }), TypeError, JSON.stringify(order_id));
    await assert.rejects(offline.orders.get({ path: { order_id } }), TypeError);
  }
  assert.throws(() => offline.orders.get.path({}), /GET \/orders\/\{order_id\} needs a value for the path parameter order_id/);
  assert.throws(() => offline.orders.get.path(), TypeError);
  assert.equal(offline.orders.get.path({ path: { order_id: "..." } }), "/orders/...");
  assert.equal(new URL(offline.orders.get.url({ path: { order_id: "../../x" } })).pathname, "/api/orders/..%2F..%2Fx");
  assert.equal(offline.orders.get.path({ path: { order_id: 0 } }), "/orders/0");
  assert.equal(offline.orders.get.path({ path: { order_id: false } }), "/orders/false");
});

test("a path parameter that each object has by itself is missing all the same", () => {
  assert.throws(() => offline.orders.constructorOf.path({ path: {} }), /path parameter constructor/);
  assert.equal(offline.orders.constructorOf.path({ path: { constructor: 1 } }), "/of/1");
});

test("baseUrl may be empty, have a path, and end with a slash", () => {
  const url = (baseUrl) => createApiClient({ baseUrl }).orders.list.url();
  assert.equal(url(""), "/orders");
  assert.equal(url("/"), "/orders");
  assert.equal(url("/api"), "/api/orders");
  assert.equal(url("https://example.com/v1//"), "https://example.com/v1/orders");
  assert.equal(offline.orders.list.method, "GET");
});

test("a query has lists repeated, and what is null left out", () => {
  const url = (query) => createApiClient({ baseUrl: "" }).orders.list.url({ query });
  assert.equal(url({ tags: ["a b", "c&d"], status: null, flag: undefined }), "/orders?tags=a%20b&tags=c%26d");
  assert.equal(url({ flag: false, status: "" }), "/orders?flag=false&status=");
  assert.equal(url({ date: new Date(0) }), "/orders?date=1970-01-01T00%3A00%3A00.000Z");
  assert.equal(url({ tags: [] }), "/orders");
  assert.equal(url({ tags: ["a", null, undefined] }), "/orders?tags=a");
  assert.equal(url({}), "/orders");
});

test("a query has lists and objects in their documented styles", () => {
  const url = (query) => createApiClient({ baseUrl: "" }).orders.list.url({ query });
  assert.equal(url({ ids: [1, 2] }), "/orders?ids=1%7C2");
  assert.equal(url({ commas: ["a,b", "c"] }), "/orders?commas=a%2Cb,c");
  assert.equal(url({ spaces: [1, 2] }), "/orders?spaces=1%202");
  assert.equal(url({ commas: [] }), "/orders");
  assert.equal(url({ filter: { a: 1, b: [2, 3], c: null } }), "/orders?filter%5Ba%5D=1&filter%5Bb%5D=2&filter%5Bb%5D=3");
  assert.equal(url({ filter: { a: { b: 1 } } }), "/orders?filter%5Ba%5D%5Bb%5D=1");
  assert.equal(url({ json: { a: [1] } }), "/orders?json=%7B%22a%22%3A%5B1%5D%7D");
  assert.equal(url({ where: { x: 1, y: ["a", "b"] } }), "/orders?x=1&y=a&y=b");
});

test("a parameter may be called __proto__", () => {
  const query = JSON.parse('{"__proto__": [1], "constructor": "x", "toString": ["y"]}');
  assert.equal(createApiClient({ baseUrl: "" }).orders.list.url({ query }), "/orders?__proto__=%5B1%5D&constructor=x&toString=y");
  assert.equal({}.polluted, undefined);
});

// Headers, cookies, secrets

test("headers and cookies are sent, and what is null is not", async () => {
  const { headers } = await sent((api) =>
    api.orders.get({
      path: { order_id: 1 },
      headers: { "x-token": "t", "x-none": null, "x-list": [1, "b"] },
      cookies: { session: 'a;b="c" d', other: "1", none: undefined },
    }),
  );
  assert.equal(headers["x-token"], "t");
  assert.equal(headers["x-list"], "1,b");
  assert.equal("x-none" in headers, false);
  assert.equal(headers.cookie, "session=a%3Bb=%22c%22%20d; other=1");
});

test("headers of a call go before those of its client, which may be a function", async () => {
  const call = (api) => api.orders.list({}, { headers: { "X-B": "call" } });
  const { headers } = await sent(call, { headers: async () => ({ "x-a": "client", "x-b": "client" }) });
  assert.equal(headers["x-a"], "client");
  assert.equal(headers["x-b"], "call");
  assert.equal(headers.accept, "application/json");
});

test("a secret is sent as its scheme says, and only to what asks for it", async () => {
  const auth = "é:secret";
  const bearer = await sent((api) => api.orders.create({ body: { name: "a" } }), { auth: "t0k" });
  assert.equal(bearer.headers.authorization, "Bearer t0k");
  const open = await sent((api) => api.orders.list(), { auth });
  assert.equal(open.headers.authorization, undefined);
  const basic = await sent((api) => api.secrets.basic(), { auth });
  assert.equal(basic.headers.authorization, `Basic ${Buffer.from(auth).toString("base64")}`);
  const key = await sent((api) => api.secrets.inQuery(), { auth: "a&b" });
  assert.equal(key.url, "/in-query?api%20key=a%26b");
  const cookie = await sent((api) => api.secrets.inCookie({ cookies: { a: "1" } }), { auth: "c;d" });
  assert.equal(cookie.headers.cookie, "a=1; sid=c%3Bd");
});

test("a function gives a secret for the first scheme for which it has one", async () => {
  const asked = [];
  const auth = async (scheme) => {
    asked.push(scheme);
    return scheme === "HTTPBearer" ? "t" : undefined;
  };
  const { headers } = await sent((api) => api.secrets.either(), { auth });
  assert.deepEqual(asked, ["header", "HTTPBearer"]);
  assert.equal(headers.authorization, "Bearer t");
  assert.equal(headers["x-key"], undefined);
});

test("an Authorization header of the caller goes before the secret", async () => {
  const options = { auth: "t", headers: { Authorization: "Custom 1" } };
  const { headers } = await sent((api) => api.orders.create({ body: {} }), options);
  assert.equal(headers.authorization, "Custom 1");
});

test("an error does not tell the secret in its address", async () => {
  const error = await received(json({}, 403), (api) => failure(api.secrets.inQuery()), { auth: "hidden" });
  assert.equal(error.status, 403);
  assert.doesNotMatch(error.url + error.message + error.stack, /hidden/);
});

// Bodies

test("a body is JSON by default, also null", async () => {
  const request = await sent((api) => api.orders.create({ body: { name: "a", gone: undefined } }));
  assert.equal(request.headers["content-type"], "application/json");
  assert.equal(request.body, '{"name":"a"}');
  assert.equal((await sent((api) => api.orders.create({ body: null }))).body, "null");
  const none = await sent((api) => api.orders.create({}));
  assert.equal(none.body, "");
  assert.equal(none.headers["content-type"], undefined);
});

test("a form with files has lists repeated and nested values as JSON", async () => {
  const body = {
    files: [new File(["1"], "one.txt"), new File(["2"], "two.txt")],
    one: new Blob(["3"], { type: "text/x" }),
    note: null,
    meta: { a: [1] },
    count: 3,
    tags: ["x", "y"],
  };
  const request = await sent((api) => api.orders.upload({ body }), { headers: { "Content-Type": "application/json" } });
  assert.match(request.headers["content-type"], /^multipart\/form-data; boundary=/);
  const parts = [...request.body.matchAll(/name="(\w+)"(?:; filename="([^"]+)")?\r\n(?:Content-Type: (.*)\r\n)?\r\n(.*)\r\n/g)];
  assert.deepEqual(
    parts.map(([, ...part]) => part),
    [
      ["files", "one.txt", "application/octet-stream", "1"],
      ["files", "two.txt", "application/octet-stream", "2"],
      ["one", "blob", "text/x", "3"],
      ["meta", undefined, undefined, '{"a":[1]}'],
      ["count", undefined, undefined, "3"],
      ["tags", undefined, undefined, "x"],
      ["tags", undefined, undefined, "y"],
    ],
  );
});

test("a form without files is encoded as in an address", async () => {
  const request = await sent((api) => api.orders.form({ body: { a: "x y&z", list: [1, 2], none: null, nested: { b: 1 } } }));
  assert.equal(request.headers["content-type"], "application/x-www-form-urlencoded");
  assert.equal(request.body, "a=x%20y%26z&list=1&list=2&nested=%7B%22b%22%3A1%7D");
});

test("of several media types the first is sent unless the caller names one", async () => {
  const first = await sent((api) => api.orders.both({ body: { a: 1 } }));
  assert.equal(first.headers["content-type"], "application/json");
  const named = await sent((api) => api.orders.both({ contentType: "text/plain", body: "a" }));
  assert.equal(named.headers["content-type"], "text/plain");
  assert.equal(named.body, "a");
});

test("bytes are sent as they are, with their own media type where any is taken", async () => {
  const request = await sent((api) => api.orders.raw({ body: new Blob(["\u0000ab"], { type: "image/png" }) }));
  assert.equal(request.headers["content-type"], "image/png");
  assert.equal(request.body, "\u0000ab");
});

// Answers

test("an answer is what its media type says", async () => {
  assert.deepEqual(await received(json([{ id: 1 }]), (api) => api.orders.list()), [{ id: 1 }]);
  assert.deepEqual(await received(json({ a: 1 }), (api) => api.answers.csv()), { a: 1 });
  assert.equal(await received(text("a,b", "text/csv; charset=utf-8"), (api) => api.answers.csv()), "a,b");
  const image = await received(text("\u0001\u0002", "image/png"), (api) => api.answers.image());
  assert.ok(image instanceof Blob);
  assert.equal(image.type, "image/png");
  assert.deepEqual([...new Uint8Array(await image.arrayBuffer())], [1, 2]);
});

test("an answer of a problem or vendor's JSON type is JSON", async () => {
  assert.deepEqual(await received(text('{"a":1}', "application/vnd.x+json"), (api) => api.orders.list()), { a: 1 });
});

test("an answer of which nothing is documented is what it says it is", async () => {
  assert.deepEqual(await received(json({ a: 1 }), (api) => api.answers.any()), { a: 1 });
  assert.equal(await received(text("1", "text/plain"), (api) => api.answers.any()), "1");
  assert.equal((await received(text("1", "image/png"), (api) => api.answers.any())).size, 1);
  assert.equal(await received(text("", undefined), (api) => api.answers.any()), undefined);
});

test("what has no body is undefined", async () => {
  const nothing = (status) => (_request, response) => response.writeHead(status).end();
  assert.equal(await received(nothing(204), (api) => api.orders.list()), undefined);
  assert.equal(await received(nothing(200), (api) => api.orders.list()), undefined);
  assert.equal(await received(json({ a: 1 }), (api) => api.orders.remove({ path: { order_id: 1 } })), undefined);
  assert.equal(await received(nothing(200), (api) => api.orders.head()), undefined);
});

test("a page in place of JSON is an error that tells so", async () => {
  const error = await received(text("<html>", "text/html"), (api) => failure(api.orders.list()));
  assert.ok(error instanceof ApiError);
  assert.equal(error.message, "GET /orders answered 200 with what is no JSON");
  assert.equal(error.body, "<html>");
});

// Errors

test("an error has status, body, headers and where it came from", async () => {
  const answer = json({ detail: "no" }, 404, { "x-id": "7" });
  await serving(answer, async (baseUrl) => {
    const api = createApiClient({ baseUrl });
    const error = await failure(api.orders.get({ path: { order_id: 5 } }));
    assert.ok(error instanceof ApiError && error instanceof Error);
    assert.equal(error.name, "ApiError");
    assert.equal(error.message, "GET /orders/{order_id} answered 404");
    assert.equal(error.status, 404);
    assert.deepEqual(error.body, { detail: "no" });
    assert.equal(error.headers.get("x-id"), "7");
    assert.equal(error.method, "GET");
    assert.equal(error.route, "GET /orders/{order_id}");
    assert.equal(error.url, `${baseUrl}/orders/5`);
  });
});

test("only documented errors of the same operation are its errors", async () => {
  const of = async (status, call) => received(json({}, status), (api) => failure(call(api)));
  const get = (api) => api.orders.get({ path: { order_id: 1 } });
  const list = (api) => api.orders.list();
  assert.equal(offline.orders.get.isError(await of(404, get)), true);
  assert.equal(offline.orders.get.isError(await of(500, get)), true, "default");
  assert.equal(offline.orders.list.isError(await of(422, list)), true);
  assert.equal(offline.orders.list.isError(await of(404, list)), false);
  assert.equal(offline.orders.get.isError(await of(422, list)), false);
  assert.equal(offline.orders.create.isError(await of(418, (api) => api.orders.create({ body: {} }))), true, "4XX");
  assert.equal(offline.orders.create.isError(await of(503, (api) => api.orders.create({ body: {} }))), false);
  assert.equal(offline.orders.get.isError(new Error("x")), false);
  assert.equal(offline.orders.get.isError(undefined), false);
});

test("an error's body that is no JSON is text, and none is undefined", async () => {
  const body = async (answer) => (await received(answer, (api) => failure(api.orders.list()))).body;
  assert.equal(await body(text("<h1>Bad Gateway</h1>", "text/html", 502)), "<h1>Bad Gateway</h1>");
  assert.equal(await body(text("oops{", "application/json", 500)), "oops{");
  assert.equal(await body(text("404", "text/plain", 404)), "404");
  assert.equal(await body(text("", "application/json", 500)), undefined);
  assert.deepEqual(await body(text('{"a":1}', undefined, 500)), { a: 1 });
});

test("a failure of the network stays what fetch throws", async () => {
  const error = await failure(createApiClient({ baseUrl: "http://127.0.0.1:1" }).orders.list());
  assert.ok(error instanceof TypeError);
  assert.equal(offline.orders.list.isError(error), false);
});

test("an error can be made by hand", () => {
  const error = new ApiError({ route: "GET /orders", status: 422, body: { detail: [] } });
  assert.equal(offline.orders.list.isError(error), true);
  assert.equal(error.url, "/orders");
});

// Streams

const pieces = (type, ...parts) => async (_request, response) => {
  response.writeHead(200, { "content-type": type });
  for (const part of parts) {
    response.write(part);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  response.end();
};

test("server-sent events have their data as a value", async () => {
  const answer = pieces(
    "text/event-stream; charset=utf-8",
    '\ufeff: comment\n\ndata: {"id": 1}\n\nda',
    'ta: {"id":\r',
    '\ndata: 2}\r\n\r\nevent: x\rdata:{"id":3}\r\r',
    "id: 5\nevent: ping\n\nid: 6\nretry: 10\ndata: [DONE]\n\ndata: {",
  );
  assert.deepEqual(await received(answer, (api) => drain(api.answers.events())), [
    { data: { id: 1 } },
    { data: { id: 2 } },
    { event: "x", data: { id: 3 } },
    { id: "6", retry: 10, data: "[DONE]" },
  ]);
});

test("server-sent texts are texts, written as JSON or not", async () => {
  const answer = pieces("text/event-stream", "data: x\ndata:  y\n\n", 'data\n\ndata: "z"\n\ndata: 5\n\n');
  const texts = await received(answer, (api) => drain(api.answers.texts()));
  assert.deepEqual(
    texts.map(({ data }) => data),
    ["x\n y", "", "z", "5"],
  );
});

test("JSON lines are values one after the other", async () => {
  const bytes = Buffer.from('{"id":"é"}\n');
  const cut = bytes.indexOf(0xc3) + 1;
  const answer = pieces("application/jsonl", bytes.subarray(0, cut), bytes.subarray(cut), '\n\n{"id":2}\r\n\x1e{"id"', ":3}");
  assert.deepEqual(await received(answer, (api) => drain(api.answers.lines())), [{ id: "é" }, { id: 2 }, { id: 3 }]);
});

const endless = async (request, response) => {
  response.writeHead(200, { "content-type": "application/jsonl" });
  const timer = setInterval(() => response.write('{"id":1}\n'), 5);
  await request.closed;
  clearInterval(timer);
};

test("who stops reading a stream ends the request", async () => {
  await serving(endless, async (baseUrl, seen) => {
    for await (const value of await createApiClient({ baseUrl }).answers.lines()) {
      assert.deepEqual(value, { id: 1 });
      break;
    }
    await seen[0].closed;
  });
});

test("a signal ends a stream", async () => {
  await serving(endless, async (baseUrl, seen) => {
    const controller = new AbortController();
    const read = async () => {
      const stream = await createApiClient({ baseUrl }).answers.lines(undefined, { signal: controller.signal });
      for await (const _ of stream) controller.abort();
    };
    assert.equal((await failure(read())).name, "AbortError");
    await seen[0].closed;
  });
});

test("a stream that breaks off is an error", async () => {
  const answer = (_request, response) => {
    response.writeHead(200, { "content-type": "application/jsonl", "content-length": "100" });
    response.write('{"id":1}\n', () => response.destroy());
  };
  const error = await received(answer, (api) => failure(drain(api.answers.lines())));
  assert.ok(error instanceof TypeError);
});

// Signals

const never = async (request) => request.closed;

test("the client's signal and the call's both end a request", async () => {
  await serving(never, async (baseUrl) => {
    for (const which of ["client", "call"]) {
      const controllers = { client: new AbortController(), call: new AbortController() };
      const api = createApiClient({ baseUrl, signal: controllers.client.signal });
      const call = api.orders.list({}, { signal: controllers.call.signal });
      setTimeout(() => controllers[which].abort(), 20);
      assert.equal((await failure(call)).name, "AbortError");
    }
    const api = createApiClient({ baseUrl });
    assert.equal((await failure(api.orders.list({}, { signal: AbortSignal.timeout(20) }))).name, "TimeoutError");
    assert.equal((await failure(api.orders.list({}, { signal: AbortSignal.abort() }))).name, "AbortError");
  });
});

// Sending again

const busy = (times, status = 503, headers = {}) => (_request, response, number) =>
  json({ number }, number > times ? 200 : status, headers)(_request, response);

const quick = { attempts: 3, delayMs: 1 };

test("nothing is sent again by default", async () => {
  await serving(busy(1), async (baseUrl, seen) => {
    await failure(createApiClient({ baseUrl }).orders.list());
    assert.equal(seen.length, 1);
  });
});

test("a busy server is asked again, so often and no more", async () => {
  assert.deepEqual(await received(busy(2), (api) => api.orders.list(), { retry: quick }), { number: 3 });
  await serving(busy(9), async (baseUrl, seen) => {
    const error = await failure(createApiClient({ baseUrl, retry: quick }).orders.list());
    assert.equal(error.status, 503);
    assert.deepEqual(error.body, { number: 3 });
    assert.equal(seen.length, 3);
  });
});

test("only what may be repeated is sent again, unless the caller says so", async () => {
  await serving(busy(1), async (baseUrl, seen) => {
    const api = createApiClient({ baseUrl, retry: quick });
    await failure(api.orders.create({ body: {} }));
    assert.equal(seen.length, 1);
  });
  await serving(busy(1), async (baseUrl, seen) => {
    const api = createApiClient({ baseUrl });
    await api.orders.upload({ body: { files: [new Blob(["1"])] } }, { retry: { ...quick, methods: ["POST"] } });
    assert.equal(seen.length, 2);
    const bare = (body) => body.replace(/-+form.*/gi, "");
    assert.equal(bare(seen[1].body), bare(seen[0].body));
  });
});

test("other statuses are not asked again, unless the caller says so", async () => {
  await serving(busy(1, 500), async (baseUrl, seen) => {
    await failure(createApiClient({ baseUrl, retry: quick }).orders.list());
    assert.equal(seen.length, 1);
    await createApiClient({ baseUrl, retry: { ...quick, statuses: [500] } }).orders.list();
  });
});

test("Retry-After goes before the pause, and too long a one is left to the caller", async () => {
  const slow = { attempts: 2, delayMs: 60_000 };
  assert.deepEqual(await received(busy(1, 429, { "retry-after": "0" }), (api) => api.orders.list(), { retry: slow }), { number: 2 });
  const past = new Date(0).toUTCString();
  assert.deepEqual(await received(busy(1, 429, { "retry-after": past }), (api) => api.orders.list(), { retry: slow }), { number: 2 });
  const error = await received(busy(1, 429, { "retry-after": "3600" }), (api) => failure(api.orders.list()), { retry: quick });
  assert.equal(error.status, 429);
});

test("a failure of the network is sent again", async () => {
  let calls = 0;
  const fetch = async () => {
    calls += 1;
    if (calls < 3) throw new TypeError("fetch failed");
    return Response.json([]);
  };
  assert.deepEqual(await createApiClient({ baseUrl: "", fetch, retry: quick }).orders.list(), []);
  assert.equal(calls, 3);
});

test("a signal ends the pause between two requests", async () => {
  await serving(busy(9), async (baseUrl, seen) => {
    const api = createApiClient({ baseUrl, retry: { attempts: 5, delayMs: 50_000 } });
    const error = await failure(api.orders.list({}, { signal: AbortSignal.timeout(50) }));
    assert.equal(error.name, "TimeoutError");
    assert.equal(seen.length, 1);
  });
});

test("a request that was ended is not sent again", async () => {
  let calls = 0;
  const fetch = async (_url, { signal }) => {
    calls += 1;
    signal.throwIfAborted();
  };
  const options = { baseUrl: "", fetch, retry: quick, signal: AbortSignal.abort() };
  assert.equal((await failure(createApiClient(options).orders.list())).name, "AbortError");
  assert.equal(calls, 1);
});

// fetch itself

test("a fetch of the caller is called without a this", async () => {
  const calls = [];
  const fetch = async function (url, init) {
    assert.equal(this, undefined);
    calls.push([url, init.method, init.credentials]);
    return Response.json([]);
  };
  await createApiClient({ baseUrl: "", fetch, credentials: "include" }).orders.list();
  assert.deepEqual(calls, [["/orders", "GET", "include"]]);
});

test("the global fetch is looked up when it is called", async () => {
  const api = createApiClient({ baseUrl: "http://x" });
  const before = globalThis.fetch;
  globalThis.fetch = async () => Response.json([7]);
  try {
    assert.deepEqual(await api.orders.list(), [7]);
  } finally {
    globalThis.fetch = before;
  }
});
