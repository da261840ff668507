import type * as types from "./api_types.ts";
import { api, check, compiles, exactly, refused } from "./case.ts";

check("a union is told apart by a text", async () => {
  const { pet } = await api.unions.text({ body: { pet: { kind: "dog" } } });
  exactly<"cat" | "dog">()(pet.kind, "dog");
  if (pet.kind === "dog") exactly<string[]>()(pet.tricks, []);
  // @ts-expect-error no alternative has this tag
  await refused(api.unions.text({ body: { pet: { kind: "cow" } } }));
  // @ts-expect-error the tag decides which fields there are
  await refused(api.unions.text({ body: { pet: { kind: "cat", tricks: [] } } }));
  // @ts-expect-error the tag has to be sent
  await refused(api.unions.text({ body: { pet: { lives: 9 } } }));
});

check("a union may be the body and the answer itself", async () => {
  const pet = await api.unions.bare({ body: { kind: "cat", lives: 9 } });
  if (pet.kind === "cat") exactly<number>()(pet.lives, 9);
});

check("one alternative may have several tags", async () => {
  const { by } = await api.unions.several({ body: { by: { method: "visa", number: "4" } } });
  exactly<"visa" | "master" | "transfer">()(by.method, "visa");
  if (by.method === "transfer") exactly<string>()(by.iban, "");
  else exactly<string>()(by.number, "4");
  // @ts-expect-error the tag belongs to the other alternative
  await refused(api.unions.several({ body: { by: { method: "transfer", number: "4" } } }));
});

check("a union is told apart by an integer", async () => {
  const { data } = await api.unions.integer({ body: { data: { version: 2, names: ["a"] } } });
  exactly<1 | 2>()(data.version, 2);
  if (data.version === 2) exactly<string[]>()(data.names, ["a"]);
  // @ts-expect-error no alternative has this tag
  await refused(api.unions.integer({ body: { data: { version: 3, names: [] } } }));
  // @ts-expect-error the tag decides which fields there are
  await refused(api.unions.integer({ body: { data: { version: 1, names: [] } } }));
});

check("a union is told apart by a member of an enum", async () => {
  const { shapes } = await api.unions.byEnum({ body: { shapes: [{ shape: "circle", radius: 1 }] } });
  const [shape] = shapes;
  if (shape?.shape === "circle") exactly<number>()(shape.radius, 1);
  // @ts-expect-error the tag decides which fields there are
  await refused(api.unions.byEnum({ body: { shapes: [{ shape: "square", radius: 1 }] } }));
});

check("a tag with a default is in every response, and a switch over it is exhaustive", async () => {
  const { event } = await api.unions.defaultedTag({ body: { event: { event: "created", by: "me" } } });
  const describe = (entry: types.Entry["event"]): string => {
    switch (entry.event) {
      case "created":
        return entry.by;
      case "removed":
        return entry.reason ?? "";
    }
  };
  exactly<string>()(describe(event), "me");
  // @ts-expect-error without the tag the server does not know which alternative is meant
  await refused(api.unions.defaultedTag({ body: { event: { by: "me" } } }));
});

check("a union may stand in an alternative of another one", async () => {
  const { inhabitant } = await api.unions.nested({ body: { inhabitant: { family: "wild", animal: { species: "tiger", stripes: 40 } } } });
  if (inhabitant.family === "wild" && inhabitant.animal.species === "tiger") {
    exactly<number>()(inhabitant.animal.stripes, 40);
  }
  // @ts-expect-error lions have no stripes, but tigers must
  await refused(api.unions.nested({ body: { inhabitant: { family: "wild", animal: { species: "tiger" } } } }));
});

check("a union that a function tells apart has no tag", async () => {
  const { fruit } = await api.unions.byCallable({ body: { fruit: { slices: 8 } } });
  if ("slices" in fruit) exactly<number>()(fruit.slices, 8);
  // @ts-expect-error it is neither
  await refused(api.unions.byCallable({ body: { fruit: { colour: "red" } } }));
});

check("a plain union takes each of its types", async () => {
  const mixed = await api.unions.plain({ body: { value: 1, values: ["a", 2], thing: { weight: 3 } } });
  exactly<number | string>()(mixed.value, 1);
  exactly<(number | string)[]>()(mixed.values, ["a", 2]);
  exactly<types.Apple | types.Melon | null>()(mixed.thing, { weight: 3 });
  // @ts-expect-error null is neither
  await refused(api.unions.plain({ body: { value: null, values: [] } }));
});

check("an answer may be one of two models", async () => {
  const pet = await api.unions.answer({ path: { kind: "dog" } });
  exactly<types.Cat | types.Dog>()(pet, { kind: "dog", tricks: [] });
  // @ts-expect-error the path takes two literals
  await refused(api.unions.answer({ path: { kind: "cow" } }));
});

check("an answer may be a model or null", async () => {
  exactly<types.Apple | null>()(await api.unions.maybe({ path: { found: false } }), null);
  exactly<types.Apple | null>()(await api.unions.maybe({ path: { found: true } }), { weight: 3 });
});

check("each alternative of a union has a name of its own", async () => {
  compiles((): types.Dog => ({ kind: "dog", tricks: [] }));
  // @ts-expect-error the server always sends the tricks
  compiles((): types.Dog => ({ kind: "dog" }));
});
