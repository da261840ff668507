import { api, check, exactly, refused } from "./case.ts";

check("several bodies are one object", async () => {
  const arrived = await api.bodies.several({ path: { item_id: 3 }, body: { item: { name: "a" }, user: { login: "b" } } });
  exactly<unknown>()(arrived["importance"], 1);
  // @ts-expect-error each of them is required
  await refused(api.bodies.several({ path: { item_id: 3 }, body: { item: { name: "a" } } }));
});

check("an embedded body stands under its name", async () => {
  exactly<number>()((await api.bodies.embedded({ body: { item: { name: "a" } } })).price, 0);
  // @ts-expect-error it is embedded
  await refused(api.bodies.embedded({ body: { name: "a" } }));
});

check("a body may be a list or a dictionary", async () => {
  exactly<number | undefined>()((await api.bodies.many({ body: [{ name: "a" }] }))[0]?.price, 0);
  exactly<number | undefined>()((await api.bodies.keyed({ body: { a: 1.5 } }))["a"], 1.5);
  // @ts-expect-error it is no list
  await refused(api.bodies.many({ body: { name: "a" } }));
  // @ts-expect-error values are numbers
  await refused(api.bodies.keyed({ body: { a: "x" } }));
});

check("an optional body may be left out", async () => {
  exactly<string | undefined>()((await api.bodies.optional())?.name, undefined);
  exactly<string | undefined>()((await api.bodies.optional({ body: { name: "a" } }))?.name, "a");
});

check("a body that may be null is sent as null", async () => {
  exactly<string | undefined>()((await api.bodies.nullable({ body: null }))?.name, undefined);
  exactly<string | undefined>()((await api.bodies.nullable({ body: { name: "a" } }))?.name, "a");
});

check("a body may be a number, a text or a date", async () => {
  exactly<number>()(await api.bodies.scalar({ body: 7 }), 7);
  exactly<string>()(await api.bodies.text({ body: 'with "quotes"' }), 'with "quotes"');
  exactly<string>()(await api.bodies.day({ body: "2026-01-02" }), "2026-01-02");
  // @ts-expect-error it is no number
  await refused(api.bodies.scalar({ body: "seven" }));
});

check("a body may be anything", async () => {
  for (const body of [1, "a", [null], { a: false }]) exactly<unknown>()(await api.bodies.anything({ body }), body);
});

check("a body may be raw bytes", async () => {
  exactly<number>()(await api.bodies.raw({ body: new Blob([new Uint8Array([0, 255, 1])]) }), 3);
});

check("a form has typed fields", async () => {
  const arrived = await api.bodies.form({ body: { username: "a&b", age: 3, tags: ["x", "y"] } });
  exactly<unknown>()(arrived as unknown, { username: "a&b", age: 3, tags: ["x", "y"] });
  // @ts-expect-error the name is required
  await refused(api.bodies.form({ body: { age: 3 } }));
});

check("a model may be a form", async () => {
  const arrived = await api.bodies.formModel({ body: { username: "a", password: "b", remember: true } });
  exactly<boolean>()(arrived.remember, true);
  exactly<"read" | "write">()(arrived.scope, "read");
  // @ts-expect-error it is no such scope
  await refused(api.bodies.formModel({ body: { username: "a", password: "b", scope: "all" } }));
});

check("a DELETE may have a body", async () => {
  exactly<number>()(await api.bodies.withBody({ body: { ids: [1, 2] } }), 2);
});
