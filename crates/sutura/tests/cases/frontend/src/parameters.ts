import { Side, Sort } from "./api_types.ts";
import { api, baseUrl, check, exactly, observed, refused } from "./case.ts";
import { createApiClient } from "./api_types.ts";

const id = "2a5a3f6e-6d4c-4b5f-9f0e-3f4f1f8f8f10";

check("a list in the query is repeated", async () => {
  const arrived = await api.parameters.lists({ query: { tags: ["a", "b c"], numbers: [1, 2] } });
  exactly<string[] | number[] | undefined>()(arrived["tags"], ["a", "b c"]);
  exactly<string[] | number[] | undefined>()(arrived["numbers"], [1, 2]);
  // @ts-expect-error the list has no default
  await refused(api.parameters.lists({ query: {} }));
  // @ts-expect-error its items are numbers
  await refused(api.parameters.lists({ query: { tags: [], numbers: ["a"] } }));
});

check("a set in the query is a list, and may be left out with the whole query", async () => {
  exactly<number[]>()(await api.parameters.sets({ query: { ids: [3, 1] } }), [1, 3]);
  exactly<number[]>()(await api.parameters.sets(), []);
});

check("an enum in the query takes its members and literals", async () => {
  const arrived = await api.parameters.enums({ query: { sort: Sort.UP, side: Side.RIGHT, sorts: ["down"] } });
  exactly<(Sort | Side)[]>()(arrived, ["up", 1, "down"]);
  // @ts-expect-error it is no member
  await refused(api.parameters.enums({ query: { sort: "sideways" } }));
  // @ts-expect-error it is no member
  await refused(api.parameters.enums({ query: { sort: "up", side: 0 } }));
});

check("a literal in the query is its own type", async () => {
  exactly<string>()(await api.parameters.literals({ query: { mode: "fast", only: "only" } }), "fast only");
  // @ts-expect-error it is no such text
  await refused(api.parameters.literals({ query: { mode: "medium" } }));
  // @ts-expect-error it is no such text
  await refused(api.parameters.literals({ query: { mode: "fast", only: "other" } }));
});

check("a parameter has its alias as its name", async () => {
  exactly<string>()(await api.parameters.aliased({ query: { "item-query": "a", class: "b" } }), "a b");
  // @ts-expect-error this is its name in Python
  await refused(api.parameters.aliased({ query: { item_query: "a" } }));
});

check("null and undefined in the query are left out", async () => {
  const arrived = await api.parameters.optional({ query: { text: null, limit: undefined, flag: true } });
  exactly<unknown>()(arrived as unknown, { text: null, limit: 10, flag: true });
});

check("dates, fractions and identifiers in the query are checked by the server", async () => {
  const arrived = await api.parameters.scalars({ query: { on: "2026-01-02", ratio: 0.5, id } });
  exactly<unknown>()(arrived["ratio"], 0.5);
  // @ts-expect-error the date is required
  await refused(api.parameters.scalars({ query: { ratio: 1 } }));
});

check("what is special in a query is escaped", async () => {
  for (const text of ["a&b=c", "100%", "a+b c", "ü/?#", "😀", ""]) {
    exactly<string>()(await api.parameters.strange({ query: { text } }), text);
  }
});

check("a model in the query is its fields", async () => {
  const arrived = await api.parameters.queryModel({ query: { limit: 5, tags: ["a"], order_by: "updated_at" } });
  exactly<number>()(arrived.limit, 5);
  exactly<string[]>()(arrived.tags, ["a"]);
  exactly<"created_at" | "updated_at">()(arrived.order_by, "updated_at");
  // @ts-expect-error the model forbids what it does not know
  await refused(api.parameters.queryModel({ query: { unknown: 1 } }));
});

check("headers have the names of the wire", async () => {
  const arrived = await api.parameters.headers({ headers: { "x-token": "t", "x-ids": [1], strange_header: "s", "user-agent": null } });
  exactly<unknown>()(arrived["token"], "t");
  exactly<unknown>()(arrived["ids"], [1]);
  exactly<unknown>()(arrived["strange"], "s");
  // @ts-expect-error the token is required
  await refused(api.parameters.headers({ headers: {} }));
});

check("a model of headers is its fields", async () => {
  const arrived = await api.parameters.headerModel({ headers: { "x-trace": "1", "x-tags": ["a"], "save-data": true } });
  exactly<boolean>()(arrived.save_data, true);
  // @ts-expect-error the trace is required
  await refused(api.parameters.headerModel({ headers: { "x-tags": [] } }));
});

check("cookies are sent where the client may send them", async () => {
  exactly<string>()(await api.parameters.cookies({ cookies: { session: "s1", theme: "dark" } }), "s1 dark");
  // @ts-expect-error it is no such theme
  await refused(api.parameters.cookies({ cookies: { session: "s", theme: "blue" } }));
  // @ts-expect-error the session is required
  await refused(api.parameters.cookies({ cookies: {} }));
});

check("a model of cookies is its fields", async () => {
  const arrived = await api.parameters.cookieModel({ cookies: { session_id: "s", tracker: 1 } });
  exactly<number | null>()(arrived.tracker, 1);
});

check("the path takes numbers, enums and identifiers", async () => {
  exactly<string>()(await api.parameters.path({ path: { number: 1, sort: "up", id } }), `1 up ${id}`);
  exactly<string>()(api.parameters.path.path({ path: { number: 1, sort: Sort.DOWN, id } }), `/parameters/path/1/down/${id}`);
  // @ts-expect-error it is no number
  await refused(api.parameters.path({ path: { number: "one", sort: "up", id } }));
  // @ts-expect-error it is no member
  await refused(api.parameters.path({ path: { number: 1, sort: "left", id } }));
});

check("a path within the path keeps its slashes", async () => {
  exactly<string>()(await api.parameters.file({ path: { file_path: "a/b c.txt" } }), "a/b c.txt");
});

check("what is special in a path is escaped", async () => {
  for (const text of ["a b", "ü", "100%", "a?b#c", "a;b", "😀"]) {
    exactly<string>()(await api.parameters.text({ path: { text } }), text);
  }
});

check("a parameter that the document hides is not the client's", async () => {
  exactly<string>()(await api.parameters.hidden({ query: { shown: 1 } }), "1 unseen");
  // @ts-expect-error the document does not have it
  await api.parameters.hidden({ query: { shown: 1, secret: "seen" } });
});

check("a deprecated parameter can still be sent", async () => {
  exactly<number>()(await api.parameters.old({ query: { gone: "x", kept: 2 } }), 2);
});

check("the address of the server may have a path and end with a slash", async () => {
  const other = createApiClient({ baseUrl: `${baseUrl}/`, fetch: observed });
  exactly<number[]>()(await other.parameters.sets({ query: { ids: [1] } }), [1]);
});
