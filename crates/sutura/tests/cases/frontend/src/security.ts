import { createApiClient } from "./api_types.ts";
import { api, baseUrl, check, exactly, failure, observed } from "./case.ts";

const secrets = {
  HTTPBearer: "bearer",
  HTTPBasic: "me:hush",
  APIKeyHeader: "h",
  APIKeyQuery: "q&a",
  APIKeyCookie: "c",
  OAuth2PasswordBearer: "token",
};
const known = createApiClient({
  baseUrl,
  fetch: observed,
  auth: (scheme) => secrets[scheme],
});

check("a token is sent as a bearer", async () => {
  exactly<string>()(await known.security.bearer(), "bearer");
  exactly<string>()(await known.security.readMe(), "token");
});

check("a name and a password are sent as basic authentication", async () => {
  exactly<string>()(await known.security.basic(), "me:hush");
});

check("a key is sent in a header, the query or a cookie", async () => {
  exactly<string>()(await known.security.headerKey(), "h");
  exactly<string>()(await known.security.queryKey(), "q&a");
  exactly<string>()(await known.security.cookieKey(), "c");
});

check("one secret may be for all operations that ask for one", async () => {
  const one = createApiClient({ baseUrl, fetch: observed, auth: "it" });
  exactly<string>()(await one.security.bearer(), "it");
  exactly<string>()(await one.security.public(), "anyone");
});

check("who says nothing is not let in", async () => {
  const error = await failure(api.security.bearer());
  exactly<boolean>()([401, 403].includes(error.status), true);
});

check("a token is had by a form", async () => {
  const token = await api.security.token({ body: { username: "me", password: "hush" } });
  exactly<string>()(token.access_token, "token of me");
  exactly<string>()(token.token_type, "bearer");
});
