import { api, check, exactly, refused } from "./case.ts";

check("a decimal is sent as a number or a text and comes back as a text", async () => {
  const made = await api.scalars.decimal({ body: { amount: 1.5, rate: "0.1" } });
  exactly<string>()(made.amount, "1.5");
  exactly<string | null>()(made.rate, "0.1");
  exactly<string>()(made.limited, "1.50");
  // @ts-expect-error truth is no amount
  await refused(api.scalars.decimal({ body: { amount: [] } }));
});

check("bytes in JSON are a text", async () => {
  const made = await api.scalars.raw({ body: { data: "abc", encoded: "YWJj" } });
  exactly<string>()(made.data, "abc");
  exactly<string>()(made.encoded.trim(), "YWJj");
});

check("dates and times are texts", async () => {
  const body = { at: "2026-01-02T03:04:05Z", on: "2026-01-02", clock: "03:04:05", length: "PT1H" };
  const made = await api.scalars.times({ body });
  exactly<string>()(made.at, "2026-01-02T03:04:05Z");
  exactly<string>()(made.on, "2026-01-02");
  exactly<string>()(made.clock, "03:04:05");
  exactly<string>()(made.length, "PT1H");
  // @ts-expect-error a list is no date
  await refused(api.scalars.times({ body: { ...body, on: [] } }));
});

check("identifiers and addresses are texts", async () => {
  const id = "2a5a3f6e-6d4c-4b5f-9f0e-3f4f1f8f8f10";
  const made = await api.scalars.formats({
    body: {
      id,
      site: "https://example.com",
      mail: "me@example.com",
      ip: "127.0.0.1",
      path: "a/b",
    },
  });
  exactly<string>()(made.id, id);
  exactly<string>()(made.site, "https://example.com/");
  exactly<string | null>()(made.address, null);
  exactly<string>()(made.ip, "127.0.0.1");
});

check("a field of JSON is sent as a text and comes back as a value", async () => {
  const made = await api.scalars.packed({ body: { packed: "[1, 2]" } });
  exactly<number[]>()(made.packed, [1, 2]);
  // @ts-expect-error it has to be packed
  await refused(api.scalars.packed({ body: { packed: [1] } }));
});

check("bounds do not change a type", async () => {
  const made = await api.scalars.bounds({ body: { code: "a/1", percent: 50 } });
  exactly<string>()(made.code, "a/1");
  exactly<number>()(made.ratio, 0.5);
});

check("an answer of None is null, which the document does not say", async () => {
  exactly<unknown>()(await api.scalars.nothing(), null);
});

check("a serializer decides what comes back", async () => {
  const made = await api.scalars.serialized();
  exactly<number>()(made.when, 1767312000);
  exactly<string>()(made.size, "3 kB");
  const back = await api.scalars.serializedBody({ body: { when: "2026-01-02T00:00:00Z", size: 4 } });
  exactly<string>()(back.size, "4 kB");
  // @ts-expect-error the text is what comes back
  await refused(api.scalars.serializedBody({ body: { when: "2026-01-02T00:00:00Z", size: "4 kB" } }));
});

check("a validator before the others may take more", async () => {
  exactly<string[]>()((await api.scalars.before({ body: { words: "a b" } })).words, ["a", "b"]);
  exactly<string[]>()((await api.scalars.before({ body: { words: ["c"] } })).words, ["c"]);
  // @ts-expect-error it takes no number
  await refused(api.scalars.before({ body: { words: 1 } }));
});

check("integers and fractions are numbers", async () => {
  const made = await api.scalars.numbers({ body: { number: 9007199254740991, fraction: 0.1 } });
  exactly<number>()(made.number, 9007199254740991);
  exactly<number>()(made.fraction, 0.1);
});
