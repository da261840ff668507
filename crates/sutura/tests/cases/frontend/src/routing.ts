import type * as types from "./api_types.ts";
import { api, check, exactly, refused } from "./case.ts";

check("a tag of several words is a module, and its words are not said twice", async () => {
  exactly<types.Thing[]>()(await api.orderItems.list(), [{ id: 1 }]);
  exactly<types.Thing>()(await api.orderItems.get({ path: { order_item_id: 4 } }), { id: 4 });
});

check("an operation without a tag is in a module after its path", async () => {
  exactly<string>()(await api.health.health(), "well");
});

check("a deprecated operation can still be called", async () => {
  exactly<types.Thing>()(await api.given.old(), { id: 3 });
});

check("routes that the document hides are not the client's", async () => {
  exactly<boolean>()("hidden" in api.given, false);
  exactly<boolean>()("socket" in api.given, false);
});

check("parameters of a router's prefix are those of its operations", async () => {
  exactly<string[]>()(await api.racks.read({ path: { shop_id: 1, rack_id: "a" } }), ["1", "a"]);
  // @ts-expect-error the prefix has a parameter too
  void (() => api.racks.read({ path: { rack_id: "a" } }));
  // @ts-expect-error it is no number
  await refused(api.racks.read({ path: { shop_id: "one", rack_id: "a" } }));
});

check("each operation has types for what goes in and what comes out", async () => {
  const input: types.RacksCreateInput = { path: { shop_id: 1, rack_id: "a" }, body: { id: 5 } };
  const output: types.RacksCreateOutput = await api.racks.create(input);
  exactly<types.Thing>()(output, { id: 5 });
});

check("the path of an operation is had without a request", async () => {
  const path = { shop_id: 1, rack_id: "ü" };
  exactly<string>()(api.racks.read.path({ path }), "/routing/v1/shops/1/racks/%C3%BC");
  // @ts-expect-error a path needs its parameters
  void (() => api.racks.read.path());
});
