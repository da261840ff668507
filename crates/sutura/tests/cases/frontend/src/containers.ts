import type * as types from "./api_types.ts";
import { api, check, exactly, refused } from "./case.ts";

check("a tuple has a type for each place", async () => {
  const made = await api.containers.tuples({ body: { point: [1, 2.5], mixed: ["a", 1, true], many: [1, 2, 3] } });
  exactly<[number, number]>()(made.point, [1, 2.5]);
  exactly<[string, number, boolean]>()(made.mixed, ["a", 1, true]);
  exactly<number[]>()(made.many, [1, 2, 3]);
  exactly<[]>()(made.empty, []);
  // @ts-expect-error a place is missing
  await refused(api.containers.tuples({ body: { point: [1], mixed: ["a", 1, true], many: [] } }));
  // @ts-expect-error there is one place too many
  await refused(api.containers.tuples({ body: { point: [1, 2, 3], mixed: ["a", 1, true], many: [] } }));
});

check("a list of a fixed length is a tuple", async () => {
  const made = await api.containers.fixed({ body: { pair: [1, 2], some: [1] } });
  exactly<[number, number]>()(made.pair, [1, 2]);
  exactly<number[]>()(made.few, []);
  // @ts-expect-error a pair has two
  await refused(api.containers.fixed({ body: { pair: [1], some: [1] } }));
});

check("a set is an array", async () => {
  const made = await api.containers.sets({ body: { names: ["a", "a"] } });
  exactly<string[]>()(made.names, ["a"]);
  exactly<number[]>()(made.frozen, []);
});

check("containers may hold containers", async () => {
  const made = await api.containers.nested({ body: { grid: [[1], []], maybe: ["a", null], groups: { a: [{ b: 1 }] } } });
  exactly<number[][]>()(made.grid, [[1], []]);
  exactly<(string | null)[]>()(made.maybe, ["a", null]);
  exactly<number | undefined>()(made.groups["a"]?.[0]?.["b"], 1);
  exactly<number[]>()(made.queue, []);
  exactly<string[]>()(made.sequence, []);
});

check("an object may have numbers and identifiers as keys", async () => {
  const id = "2a5a3f6e-6d4c-4b5f-9f0e-3f4f1f8f8f10";
  const made = await api.containers.keys({ body: { by_number: { 1: "one" }, by_id: { [id]: "it" } } });
  exactly<string | undefined>()(made.by_number["1"], "one");
  exactly<string | undefined>()(made.by_id[id], "it");
});

check("typed extras can be sent and read beside the fields", async () => {
  const made = await api.containers.typedExtras({ body: { name: "it", extra: 1 } });
  exactly<string>()(made.name, "it");
  exactly<number | string | undefined>()(made["extra"], 1);
  // @ts-expect-error extras do not stand in for fields
  await refused(api.containers.typedExtras({ body: { extra: 1 } }));
});

check("any extras can be sent and read beside the fields", async () => {
  const made = await api.containers.anyExtras({ body: { name: "it", extra: [1] } });
  exactly<string>()(made.name, "it");
  exactly<unknown>()(made["extra"], [1]);
});

check("a model that forbids extras refuses them", async () => {
  exactly<string>()((await api.containers.noExtras({ body: { name: "it" } })).name, "it");
  // @ts-expect-error extras are forbidden
  await refused(api.containers.noExtras({ body: { name: "it", extra: 1 } }));
});

check("a named tuple is a tuple, whose last places may have defaults", async () => {
  const { points } = await api.containers.namedTuples({ body: { points: [[1, 2], [3]] } });
  exactly<number | undefined>()(points[0]?.[0], 1);
  exactly<number | undefined>()(points[1]?.[1], 0);
  // @ts-expect-error places are numbers
  await refused(api.containers.namedTuples({ body: { points: [["a", 2]] } }));
});

check("a typed dict says which of its keys are required, in both directions", async () => {
  const made = await api.containers.typedDicts({ body: { movies: [{ title: "It" }], search: { text: "a" } } });
  exactly<number | undefined>()(made.movies[0]?.year, undefined);
  exactly<number | undefined>()(made.search.limit, undefined);
  exactly<types.Movie[]>()(made.movies, [{ title: "It" }]);
  // @ts-expect-error a title is required
  await refused(api.containers.typedDicts({ body: { movies: [{ year: 1990 }] } }));
});

check("what may be anything is unknown", async () => {
  const made = await api.containers.loose({ body: { anything: [null], thing: { a: 1 }, free: { b: [2] } } });
  exactly<unknown>()(made.anything, [null]);
  exactly<unknown>()(made.thing, { a: 1 });
  exactly<unknown>()(made.free["b"], [2]);
  exactly<unknown>()(made.bare["none"], undefined);
  exactly<unknown[]>()(made.items, []);
  // @ts-expect-error unknown has no properties
  void made.anything.length;
  // @ts-expect-error it has to be sent, whatever it is
  await refused(api.containers.loose({ body: { anything: 1, free: {} } }));
});
