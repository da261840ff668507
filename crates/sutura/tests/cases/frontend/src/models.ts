import type * as types from "./api_types.ts";
import { api, check, compiles, exactly, ignored, refused } from "./case.ts";

check("a model may hold models of its own kind", async () => {
  const root = await api.models.tree({ body: { value: 1, children: [{ value: 2 }] } });
  exactly<types.Tree[]>()(root.children, [{ value: 2, children: [] }]);
  exactly<types.Tree[] | undefined>()(root.children[0]?.children, []);
  // @ts-expect-error at every depth a value is required
  await refused(api.models.tree({ body: { value: 1, children: [{}] } }));
});

check("two models may hold each other", async () => {
  const team = await api.models.mutual({ body: { title: "a", people: [{ name: "b", team: { title: "c" } }] } });
  exactly<types.Person[] | undefined>()(team.people[0]?.team?.people, []);
});

check("a type alias may refer to itself", async () => {
  const { content } = await api.models.jsonAlias({ body: { content: { a: [1, "b", null, { c: true }] } } });
  exactly<types.Json>()(content, { a: [1, "b", null, { c: true }] });
  // @ts-expect-error a function is no JSON
  compiles((): types.Json => () => 1);
});

check("a generic model is a model for each of its arguments", async () => {
  const page = await api.models.page();
  exactly<types.Product[]>()(page.items, [{ sku: "a", price: 0 }]);
  exactly<number | null>()(page.next, null);
  const nested = await api.models.nestedGeneric();
  exactly<number[]>()(nested.data.items, [1, 2]);
  exactly<string[]>()(nested.warnings, []);
});

check("a generic model has an input and an output form", async () => {
  const made = await api.models.genericBody({ body: { data: { sku: "a" } } });
  exactly<number>()(made.data.price, 0);
  // @ts-expect-error the product has a required field
  await refused(api.models.genericBody({ body: { data: {} } }));
});

check("two classes of one name are two types, each named after its module", async () => {
  const customer = await api.customers.create({ body: { name: "a" } });
  exactly<types.CustomersItem>()(customer, { name: "a", vip: false });
  exactly<types.OrdersItem[]>()(await api.orders.listItems({ path: { order_id: 7 } }), [{ sku: "7", amount: 1 }]);
  // @ts-expect-error it is the other one
  await refused(api.orders.create({ body: { name: "a" } }));
});

check("a subclass has its own fields and those of its bases", async () => {
  const made = await api.models.inherited({ body: { extra: true } });
  exactly<types.Special>()(made, { id: 5, name: "?", extra: true });
});

check("a root model is what it holds", async () => {
  const made = await api.models.rooted({ body: { tags: ["a"] } });
  exactly<string[]>()(made.tags, ["a"]);
  exactly<number | undefined>()(made.scores["b"], undefined);
  exactly<string[]>()(await api.models.root({ body: ["a", "b"] }), ["a", "b"]);
});

check("a dataclass is a model", async () => {
  const made = await api.models.data({ body: { name: "a" } });
  exactly<number[]>()(made.sizes, []);
  exactly<string | null>()(made.note, null);
  // @ts-expect-error the name is required
  await refused(api.models.data({ body: {} }));
});

check("aliases are the names on the wire", async () => {
  const made = await api.models.camel({ body: { firstName: "Ada" } });
  exactly<boolean>()(made.isActive, true);
  // @ts-expect-error the alias is what the document promises
  await ignored(() => api.models.camel({ body: { first_name: "Ada" } }));
});

check("a field may have one name in requests and another one in responses", async () => {
  const made = await api.models.twoNames({ body: { "in-name": 1, chosen: "b" } });
  exactly<number>()(made["out-name"], 1);
  exactly<string>()(made.chosen, "b");
  // @ts-expect-error this is its name in responses
  await refused(api.models.twoNames({ body: { "out-name": 1 } }));
  exactly<number>()((await api.models.serializedAlias()).unitPrice, 1.5);
});

check("a description cannot close its comment", async () => {
  const made = await api.models.documented({ body: { new: "x" } });
  exactly<string>()(made.old, "");
});

check("a model in a request and in a response is one name for each form", async () => {
  compiles((): types.ProductInput => ({ sku: "a" }));
  // @ts-expect-error the server always sends the price
  compiles((): types.Product => ({ sku: "a" }));
  const made = await api.models.shared({ body: { either: { sku: "a" } } });
  exactly<types.Product | types.Tree>()(made.either, { sku: "a", price: 0 });
});
