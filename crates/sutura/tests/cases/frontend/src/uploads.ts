import { api, check, exactly, refused } from "./case.ts";

const text = new File(["hello"], "hello.txt", { type: "text/plain" });

check("a file is sent with its name and type", async () => {
  const arrived = await api.uploads.one({ body: { file: text } });
  exactly<unknown>()(arrived as unknown, { name: "hello.txt", type: "text/plain", text: "hello" });
  // @ts-expect-error a text is no file
  await refused(api.uploads.one({ body: { file: "hello" } }));
  // @ts-expect-error the file is required
  await refused(api.uploads.one({ body: {} }));
});

check("a file may be a Blob", async () => {
  exactly<number>()(await api.uploads.raw({ body: { file: new Blob(["abc"]) } }), 3);
});

check("fields may stand beside a file", async () => {
  const arrived = await api.uploads.withFields({ body: { file: text, title: "ü", tags: ["a", "b"], count: 2 } });
  exactly<unknown>()(arrived as unknown, { name: "hello.txt", size: 5, title: "ü", tags: ["a", "b"], count: 2 });
  const less = await api.uploads.withFields({ body: { file: text, title: "t" } });
  exactly<unknown>()(less["count"], 1);
});

check("several files are sent under one name", async () => {
  const other = new File(["x"], "größe.txt");
  exactly<(string | null)[]>()(await api.uploads.several({ body: { files: [text, other] } }), ["hello.txt", "größe.txt"]);
});

check("an optional file may be left out", async () => {
  exactly<unknown>()((await api.uploads.optional())["size"], null);
  exactly<unknown>()((await api.uploads.optional({ body: { note: "n" } }))["note"], "n");
  exactly<unknown>()((await api.uploads.optional({ body: { file: text } }))["size"], 5);
});
