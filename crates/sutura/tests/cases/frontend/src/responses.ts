import type * as types from "./api_types.ts";
import { api, check, exactly, failure } from "./case.ts";

check("an answer without a body is undefined", async () => {
  exactly<void>()(await api.responses.empty(), undefined);
});

check("a success may have another status than 200", async () => {
  exactly<types.Job>()(await api.responses.created(), { id: 1, done: false });
});

check("two successes of one operation are a union", async () => {
  exactly<types.Job | types.Accepted>()(await api.responses.accepted(), { id: 2, done: false });
  exactly<types.Job | types.Accepted>()(await api.responses.accepted({ query: { later: true } }), { location: "/jobs/1" });
});

check("a success beside one that is not described is unknown", async () => {
  exactly<unknown>()(await api.responses.either(), { id: 1, done: true });
  exactly<unknown>()(await api.responses.either({ query: { later: true } }), { location: "/jobs/1" });
});

check("plain text and HTML are texts", async () => {
  exactly<string>()(await api.responses.text(), "plain");
  exactly<string>()(await api.responses.html(), "<p>html</p>");
});

check("a picture is a Blob", async () => {
  const image = await api.responses.image();
  exactly<number>()(image.size, 4);
  exactly<string>()(await image.slice(1).text(), "PNG");
});

check("a download that is not described is a Blob", async () => {
  const file: Blob = await api.responses.file();
  exactly<boolean>()((await file.text()).includes("FileResponse"), true);
  const stream: Blob = await api.responses.stream();
  exactly<string>()(await stream.text(), "one two");
});

check("a redirect is followed", async () => {
  void (await api.responses.redirect());
});

check("an answer without a model is unknown", async () => {
  exactly<unknown>()(await api.responses.unmodelled(), { id: 3, done: false });
  exactly<unknown>()(await api.responses.untyped(), { whatever: 1 });
});

check("an answer may be an object of models", async () => {
  exactly<types.Job | undefined>()((await api.responses.mapping())["first"], { id: 1, done: false });
});

check("a response model decides what is sent", async () => {
  exactly<types.Accepted>()(await api.responses.filtered(), { location: "/here" });
});

check("an answer may be a number", async () => {
  exactly<number>()(await api.responses.number(), 7);
});

check("an answer to HEAD has no body", async () => {
  exactly<boolean>()((await api.responses.head()) === undefined, true);
});

check("a server that is not there is no error of the API", async () => {
  const { createApiClient } = await import("./api_types.ts");
  const nobody = createApiClient({ baseUrl: "http://127.0.0.1:1" });
  const reason = await failure(nobody.responses.number()).catch((error: unknown) => error);
  exactly<boolean>()(reason instanceof TypeError, true);
});
