// What hooks are used for, and below `@ts-expect-error` what they are not to be used for.

import { QueryClient, useQueries, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";

import { ApiError, createApiClient, createApiHooks, invalidateApi, type Thing } from "./api_types";

const api = createApiClient({ baseUrl: "" });
const hooks = createApiHooks(api);

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** The value's type is exactly `Expected`. */
const exactly =
  <Expected,>() =>
  <Actual,>(_actual: Actual, ..._same: Same<Expected, Actual> extends true ? [] : [never]): void => {};

export function Queries({ id }: { id: number }) {
  const all = hooks.orderItems.list.useQuery();
  exactly<Thing[] | undefined>()(all.data);
  exactly<Error | null>()(all.error);

  const one = hooks.orderItems.get.useQuery({ path: { order_item_id: id } }, { enabled: id > 0, staleTime: 1000 });
  exactly<Thing | undefined>()(one.data);

  const title = hooks.orderItems.get.useQuery({ path: { order_item_id: id } }, { select: (thing) => `No. ${thing.id}` });
  exactly<string | undefined>()(title.data);

  // @ts-expect-error What it asks for is not given.
  hooks.orderItems.get.useQuery();
  // @ts-expect-error The parameter has another name.
  hooks.orderItems.get.useQuery({ path: { id } });
  // @ts-expect-error The parameter has another type.
  hooks.orderItems.get.useQuery({ path: { order_item_id: String(id) } });
  // @ts-expect-error The answer has no such field.
  hooks.orderItems.get.useQuery({ path: { order_item_id: id } }, { select: (thing) => thing.title });
  // @ts-expect-error The key is what the hook makes it.
  hooks.orderItems.list.useQuery(undefined, { queryKey: ["mine"] });
  // @ts-expect-error What changes something is no query.
  hooks.racks.create.useQuery();

  if (one.data === undefined) return null;
  return <p title={title.data ?? ""}>{one.data.id}</p>;
}

export function Suspense({ ids }: { ids: number[] }) {
  const { data } = useSuspenseQuery(hooks.orderItems.list.options());
  exactly<Thing[]>()(data);
  const some = useQueries({ queries: ids.map((id) => hooks.orderItems.get.options({ path: { order_item_id: id } })) });
  exactly<(Thing | undefined)[]>()(some.map((query) => query.data));
  return <p>{data.length}</p>;
}

export function Mutations({ shop }: { shop: number }) {
  const queries = useQueryClient();
  const { mutate, data, error } = hooks.racks.create.useMutation({
    onSuccess: (thing, input) => {
      exactly<Thing>()(thing);
      exactly<number>()(input.path.shop_id);
      return invalidateApi(queries, "racks");
    },
  });
  exactly<Thing | undefined>()(data);
  const refused = error !== null && api.racks.create.isError(error) && error.status === 422;
  const known = error instanceof ApiError;

  // @ts-expect-error The body is not given.
  mutate({ path: { shop_id: shop, rack_id: "a" } });
  // @ts-expect-error The body's field has another type.
  mutate({ path: { shop_id: shop, rack_id: "a" }, body: { id: "1" } });
  // @ts-expect-error What is called is what the hook makes it.
  hooks.racks.create.useMutation({ mutationFn: () => Promise.resolve({ id: 1 }) });
  // @ts-expect-error There is no such module.
  void invalidateApi(queries, "rack");

  const add = () => mutate({ path: { shop_id: shop, rack_id: "a" }, body: { id: 1 } });
  return <button onClick={add}>{refused || known ? "Again" : "Add"}</button>;
}

export async function outside(queries: QueryClient): Promise<void> {
  const options = hooks.orderItems.get.options({ path: { order_item_id: 1 } });
  exactly<Thing>()(await queries.fetchQuery(options));
  exactly<Thing | undefined>()(queries.getQueryData(options.queryKey));
  await queries.invalidateQueries({ queryKey: hooks.orderItems.get.key() });
  queries.setQueryData(hooks.orderItems.list.options().queryKey, [{ id: 1 }]);
  // @ts-expect-error What is kept under the key has another type.
  queries.setQueryData(hooks.orderItems.list.options().queryKey, [{ id: "1" }]);
}
