import type * as types from "./api_types.ts";
import { api, check, exactly, refused } from "./case.ts";

async function all<Item>(stream: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

check("server-sent events carry values of a type", async () => {
  const events = await all(await api.streams.events());
  exactly<types.Tick[]>()(
    events.map((event) => event.data),
    [0, 1, 2].map((number) => ({ number, note: null })),
  );
});

check("a stream may answer a POST", async () => {
  const events = await all(await api.streams.postedEvents({ body: { number: 5 } }));
  exactly<types.Tick[]>()(
    events.map((event) => event.data),
    [
      { number: 5, note: null },
      { number: 6, note: "two\nlines" },
    ],
  );
  // @ts-expect-error the body is required as anywhere
  await refused(api.streams.postedEvents({ body: {} }));
});

check("events without a type of their own have their names", async () => {
  const events = await all(await api.streams.rawEvents());
  exactly<number>()(events.length, 2);
  exactly<string | undefined>()(events[0]?.event, "tick");
  exactly<string | undefined>()(events[1]?.data, "plain");
  exactly<number | undefined>()(events[1]?.retry, 10);
});

check("lines of JSON are values", async () => {
  const ticks = await all(await api.streams.lines());
  exactly<types.Tick[]>()(
    ticks,
    [0, 1, 2].map((number) => ({ number, note: "ü😀" })),
  );
});

check("who stops reading a stream ends it for the server too", async () => {
  for await (const { data } of await api.streams.endless()) if (data.number === 3) break;
  let ended = await api.streams.listCancelled();
  for (let attempt = 0; ended.length === 0 && attempt < 100; attempt++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    ended = await api.streams.listCancelled();
  }
  exactly<string[]>()(ended, ["endless"]);
});

check("a text that comes in pieces is a text", async () => {
  exactly<string>()(await api.streams.text(), "ab");
});
