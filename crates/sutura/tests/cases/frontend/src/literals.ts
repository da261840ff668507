import { api, check, exactly, refused } from "./case.ts";

check("a constant is its own type, required or not", async () => {
  const made = await api.literals.const({ body: { version: "v1" } });
  exactly<"v1">()(made.version, "v1");
  exactly<"v2">()(made.defaulted, "v2");
  // @ts-expect-error a constant without a default has to be sent
  await refused(api.literals.const({ body: {} }));
  // @ts-expect-error it is another value
  await refused(api.literals.const({ body: { version: "v2" } }));
});

check("a literal keeps its null", async () => {
  const made = await api.literals.null({ body: { size: null } });
  exactly<"small" | "large" | null>()(made.size, null);
  exactly<"only" | null>()(made.only, null);
  // @ts-expect-error null is not absent
  await refused(api.literals.null({ body: {} }));
});

check("numbers are literals", async () => {
  const made = await api.literals.numbers({ body: { stars: 3, negative: -1 } });
  exactly<1 | 2 | 3>()(made.stars, 3);
  exactly<-1>()(made.negative, -1);
  // @ts-expect-error there are three
  await refused(api.literals.numbers({ body: { stars: 4, negative: -1 } }));
});

check("truth is a literal, also among others", async () => {
  const made = await api.literals.truth({ body: { yes: true, either: "auto" } });
  exactly<true>()(made.yes, true);
  exactly<"auto" | true | 0>()(made.either, "auto");
  // @ts-expect-error it is always true
  await refused(api.literals.truth({ body: { yes: false, either: 0 } }));
});

check("a literal may hold any characters", async () => {
  for (const text of ["", 'a"b', "back\\slash", "new\nline", "*/", "`${x}`", "</script>", "\u2028", "ünï", "😀"] as const) {
    exactly<typeof text>()((await api.literals.strange({ body: { text } })).text, text);
  }
  // @ts-expect-error it is no such text
  await refused(api.literals.strange({ body: { text: "new line" } }));
});

check("literals may be the keys of an object", async () => {
  const { prices } = await api.literals.keys({ body: { prices: { net: 1 } } });
  exactly<number | undefined>()(prices.net, 1);
  exactly<number | undefined>()(prices.gross, undefined);
  // @ts-expect-error it is no key
  await refused(api.literals.keys({ body: { prices: { tax: 1 } } }));
});

check("many literals are a union of them all", async () => {
  type Day = "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";
  exactly<Day>()((await api.literals.long({ body: { day: "friday" } })).day, "friday");
});
