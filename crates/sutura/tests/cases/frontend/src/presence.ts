import { api, check, exactly, ignored, refused } from "./case.ts";

check("a field with a default is in every response and need not be sent", async () => {
  const made = await api.presence.defaults({ body: { name: "lamp" } });
  exactly<number>()(made.count, 1);
  exactly<string[]>()(made.tags, []);
  // @ts-expect-error a field without a default has to be sent
  await refused(api.presence.defaults({ body: { count: 2 } }));
  // @ts-expect-error a default does not make a field nullable
  await refused(api.presence.defaults({ body: { name: "lamp", count: null } }));
});

check("a nullable field without a default has to be sent, one with a default not", async () => {
  const made = await api.presence.nullable({ body: { required: null } });
  exactly<string | null>()(made.required, null);
  exactly<string | null>()(made.optional, null);
  exactly<string | null>()(made.defaulted, "plain");
  // @ts-expect-error null is not absent
  await refused(api.presence.nullable({ body: {} }));
  // @ts-expect-error undefined is not null
  await refused(api.presence.nullable({ body: { required: undefined } }));
});

check("a whole response has all fields at every depth", async () => {
  const order = await api.presence.whole();
  exactly<string | null>()(order.owner, null);
  exactly<string | null>()(order.first.note, null);
  exactly<number>()(order.first.amount, 1);
  exactly<string | null | undefined>()(order.by_sku["a"]?.note, null);
});

check("without None a nullable field is absent and never null, at every depth", async () => {
  const order = await api.presence.withoutNone();
  exactly<string | undefined>()(order.owner, undefined);
  exactly<string | undefined>()(order.first.note, undefined);
  exactly<string | undefined>()(order.lines[0]?.note, undefined);
  exactly<string | undefined>()(order.by_sku["a"]?.note, undefined);
  exactly<number>()(order.first.amount, 1);
});

check("without unset fields each field with a default may be absent", async () => {
  const order = await api.presence.withoutUnset();
  exactly<number>()(order.number, 1);
  exactly<string | null>()(order.owner, null);
  exactly<string | null | undefined>()(order.first.note, undefined);
  exactly<number | undefined>()(order.first.amount, undefined);
  exactly<string[] | undefined>()(order.labels, undefined);
});

check("without defaults each field with a default may be absent", async () => {
  const order = await api.presence.withoutDefaults();
  exactly<string | null>()(order.owner, null);
  exactly<number | undefined>()(order.first.amount, undefined);
  exactly<number | undefined>()(order.lines?.[0]?.amount, undefined);
});

check("a list without None has elements without None", async () => {
  const [order] = await api.presence.listWithoutNone();
  exactly<string | undefined>()(order?.owner, undefined);
  exactly<string | undefined>()(order?.first.note, undefined);
});

check("included fields are all that there is", async () => {
  const order = await api.presence.included();
  exactly<number>()(order.number, 1);
  exactly<string | null | undefined>()(order.lines[0]?.note, null);
  // @ts-expect-error it is not included
  exactly<undefined>()(order.owner, undefined);
});

check("excluded fields are gone, all others there", async () => {
  const order = await api.presence.excluded();
  exactly<string | null>()(order.owner, null);
  // @ts-expect-error it is excluded
  exactly<undefined>()(order.lines, undefined);
});

check("included fields without None may be absent", async () => {
  const order = await api.presence.includedWithoutNone();
  exactly<number>()(order.number, 1);
  exactly<string | undefined>()(order.owner, undefined);
  // @ts-expect-error it is not included
  exactly<undefined>()(order.first, undefined);
});

check("a response has aliases, unless the route asks for the fields' names", async () => {
  exactly<number>()((await api.presence.byAlias()).orderId, 1);
  const order = await api.presence.byField();
  exactly<number>()(order.order_id, 1);
  exactly<string | null>()(order.note, null);
});

check("a secret is sent, and comes back as asterisks", async () => {
  const account = await api.presence.secret({ body: { login: "me", password: "hush" } });
  exactly<string>()(account.password, "**********");
  // @ts-expect-error a secret without a default has to be sent
  await refused(api.presence.secret({ body: { login: "me" } }));
});

check("a computed field is in responses alone", async () => {
  const box = await api.presence.computed({ body: { width: 2, height: 3 } });
  exactly<number>()(box.area, 6);
  // @ts-expect-error nobody sends a computed field
  await ignored(() => api.presence.computed({ body: { width: 2, height: 3, area: 6 } }));
});

check("a partial update tells null from absent", async () => {
  exactly<string[]>()(await api.presence.partial({ body: {} }), []);
  exactly<string[]>()(await api.presence.partial({ body: { name: null } }), ["name"]);
  // @ts-expect-error undefined would not be sent, and is not what absent is written as
  exactly<string[]>()(await api.presence.partial({ body: { name: undefined } }), []);
});

check("a read-only field is in responses alone", async () => {
  const made = await api.presence.readOnly({ body: { name: "it" } });
  exactly<number>()(made.id, 7);
  // @ts-expect-error nobody sends it
  await ignored(() => api.presence.readOnly({ body: { name: "it", id: 8 } }));
});
