import type * as types from "./api_types.ts";
import { ApiError } from "./api_types.ts";
import { api, check, exactly, failure } from "./case.ts";

check("a documented error is told by its status", async () => {
  for (const [thing_id, expected] of [
    [404, "no such thing"],
    [409, "taken"],
  ] as const) {
    const error = await failure(api.errors.documented({ path: { thing_id } }));
    if (!api.errors.documented.isError(error)) throw error;
    exactly<404 | 409 | 422>()(error.status, thing_id);
    switch (error.status) {
      case 404:
        exactly<types.NotFound>()(error.body, { detail: expected, resource: "thing" });
        break;
      case 409:
        exactly<"taken" | "locked">()(error.body.code, "taken");
        break;
      case 422:
        exactly<types.ValidationError[]>()(error.body.detail, []);
    }
    // @ts-expect-error which body it is has not been found out
    void (() => error.body.detail.length);
  }
});

check("a refused request says where, why and of what", async () => {
  const error = await failure(api.errors.context({ body: { low: -1, high: 11 } }));
  if (!api.errors.context.isError(error) || error.status !== 422) throw error;
  const [first] = error.body.detail;
  exactly<(string | number)[] | undefined>()(first?.loc, ["body", "low"]);
  exactly<string | undefined>()(first?.msg, "Input should be greater than or equal to 0");
  exactly<unknown>()(first?.input, -1);
  exactly<unknown>()(first?.ctx as unknown, { ge: 0 });
});

check("an error that is not documented has its status and an unknown body", async () => {
  const error = await failure(api.errors.undocumented());
  exactly<number>()(error.status, 403);
  exactly<unknown>()(error.body, { detail: { reason: "no" } });
  exactly<string | null>()(error.headers.get("x-reason"), "no");
  exactly<string>()(error.method, "GET");
  exactly<string>()(error.route, "GET /errors/undocumented");
  exactly<boolean>()(api.errors.undocumented.isError(error), false);
});

check("errors may be documented for a range of statuses, and for all others", async () => {
  const gone = await failure(api.errors.ranges({ path: { status: 410 } }));
  if (!api.errors.ranges.isError(gone)) throw gone;
  if (gone.status === 410) exactly<types.NotFound>()(gone.body, { detail: "gone", resource: "thing" });
  const broken = await failure(api.errors.ranges({ path: { status: 500 } }));
  if (!api.errors.ranges.isError(broken)) throw broken;
  if (broken.status === 500) exactly<types.Conflict>()(broken.body, { code: "locked", holder: "me" });
});

check("an error without a described body has an unknown one", async () => {
  const error = await failure(api.errors.bodyless());
  if (!api.errors.bodyless.isError(error)) throw error;
  exactly<410>()(error.status, 410);
});

check("an error may be a text", async () => {
  const error = await failure(api.errors.text());
  if (!api.errors.text.isError(error)) throw error;
  exactly<418>()(error.status, 418);
  exactly<string>()(error.body, "short and stout");
});

check("what one operation documents is no error of another one", async () => {
  const error = await failure(api.errors.documented({ path: { thing_id: 404 } }));
  exactly<boolean>()(error instanceof ApiError, true);
  exactly<boolean>()(api.errors.bodyless.isError(error), false);
});
