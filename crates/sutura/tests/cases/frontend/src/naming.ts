import type * as types from "./api_types.ts";
import { Words } from "./api_types.ts";
import { api, check, exactly, refused } from "./case.ts";

check("fields may be called as keywords are", async () => {
  const made = await api.naming.keywords({ body: { class: "a", from: "b", in: "c", default: "d" } });
  exactly<string>()(made.class, "a");
  exactly<boolean>()(made.delete, false);
  // @ts-expect-error one of them is missing
  await refused(api.naming.keywords({ body: { class: "a", from: "b", in: "c" } }));
});

check("fields may be called as what every object has", async () => {
  const made = await api.naming.inherited({ body: { ["__proto__"]: "a", constructor: "b", toString: "c", hasOwnProperty: true } });
  exactly<string>()(made["__proto__"], "a");
  exactly<string>()(made.constructor, "b");
  exactly<boolean>()(made.hasOwnProperty, true);
});

check("fields may have any characters", async () => {
  const body = {
    "with-dash": "a",
    "with space": "b",
    "with.dot": "c",
    größe: "d",
    "😀": "e",
    "1st": "f",
    "42": "g",
    'a"b': "h",
    $ref: "i",
  };
  exactly<types.Strange>()(await api.naming.strange({ body }), body);
  // @ts-expect-error the name is another one
  await refused(api.naming.strange({ body: { ...body, $ref: undefined } }));
});

check("classes may have the names of JavaScript's own", async () => {
  const made = await api.naming.ofGlobals({ body: { promise: { error: { message: "no" } } } });
  exactly<string>()(made.promise.error.message, "no");
});

check("members of an enum may be called as keywords are", async () => {
  exactly<Words>()(await api.naming.words({ query: { word: Words.class_ } }), "class");
  exactly<Words>()(await api.naming.words({ query: { word: "constructor" } }), Words.constructor);
});

check("operations may be called as keywords are", async () => {
  exactly<string>()(await api.naming.delete(), "deleted");
  exactly<string>()(await api.naming.new(), "new");
});

check("an operation is never taken for a promise or a constructor", async () => {
  exactly<boolean>()("then" in api.naming, false);
  exactly<boolean>()(Object.hasOwn(api.naming, "constructor"), false);
});

check("names may be of any alphabet", async () => {
  const made: { wert: number } = await api.naming.größe({ body: { wert: 1 } });
  exactly<number>()(made.wert, 1);
});

check("parameters may have any names", async () => {
  const query = { "filter.name": "a", "filter[age]": "b", ["__proto__"]: "c" };
  exactly<string>()(await api.naming.queryNames({ query }), "a b c");
});
