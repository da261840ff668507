/** No value may lead to another route: an empty one and those that mean this folder or the one above are refused. */
function filledPath(route: ApiRoute, values: ApiFields): string {
  const path = route.path.replace(/\{([^{}]*)\}/g, (_, name: string) => {
    const style = route.parts[`path.${name}`];
    const written = simple(own(values, name), style, encoded);
    if (written !== "") return written;
    throw new TypeError(
      `${route.name} needs a value for the path parameter ${name}`,
    );
  });
  if (!path.split("/").some((segment) => segment === "." || segment === "..")) {
    return path;
  }
  throw new TypeError(`${route.name} cannot have "." or ".." in its path`);
}

function withQuery(url: string, query: string): string {
  if (query === "") return url;
  return url + (url.includes("?") ? "&" : "?") + query;
}

function queryString(values: ApiFields, route?: ApiRoute): string {
  const pairs: string[] = [];
  for (const name of Object.keys(values)) {
    addPairs(pairs, name, values[name], route?.parts[`query.${name}`]);
  }
  return pairs.join("&");
}

function addPairs(
  pairs: string[],
  name: string,
  value: unknown,
  style: string | undefined,
): void {
  if (value == null) return;
  const key = encodeURIComponent(name);
  if (style === "json") {
    pairs.push(`${key}=${encoded(JSON.stringify(value))}`);
  } else if (style !== undefined && style !== "deepObject") {
    const items = listed(value).map(encoded);
    if (items.length > 0) pairs.push(`${key}=${items.join(separator(style))}`);
  } else if (isFields(value)) {
    for (const field of Object.keys(value)) {
      const path = style === undefined ? field : `${name}[${field}]`;
      addPairs(pairs, path, value[field], style);
    }
  } else {
    for (const item of listed(value)) pairs.push(`${key}=${encoded(item)}`);
  }
}

function separator(style: string): string {
  if (style === "space") return "%20";
  return style === "pipe" ? "%7C" : ",";
}

/** A value in a path, header or cookie: `1,2` for a list, `a,1,b,2` for an object. */
function simple(
  value: unknown,
  style: string | undefined,
  write: (item: unknown) => string,
): string {
  if (style === "json" && value != null) return write(JSON.stringify(value));
  return listed(value).map(write).join(",");
}

/** The items of a list, keys and values of an object, else the value itself: without what is null. */
function listed(value: unknown): unknown[] {
  const items: unknown[] = Array.isArray(value) ? value : [];
  if (isFields(value)) {
    for (const key of Object.keys(value)) {
      if (value[key] != null) items.push(key, value[key]);
    }
  } else if (!Array.isArray(value)) {
    items.push(value);
  }
  return items.filter((item) => item != null);
}

function encoded(value: unknown): string {
  return encodeURIComponent(text(value));
}

/** Also says in `headers` what it is, but for a form with files, of which `fetch` does so. */
function encodedBody(
  route: ApiRoute,
  input: ApiInput,
  headers: Headers,
): BodyInit {
  const { body } = input;
  const type = input.contentType ?? listOf(route, "body")?.[0] ?? JSON_TYPE;
  headers.delete("content-type");
  if (type === "multipart/form-data" && isFields(body)) return form(body);
  if (!type.includes("*")) headers.set("content-type", type);
  if (isJson(type)) return JSON.stringify(body);
  if (type === "application/x-www-form-urlencoded" && isFields(body)) {
    return queryString(flat(body));
  }
  return body instanceof Blob ? body : text(body);
}

/** What is neither a list nor one value is JSON in a form. */
function flat(fields: ApiFields): ApiFields {
  const flat = bare<unknown>();
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    flat[name] = isFields(value) ? text(value) : value;
  }
  return flat;
}

function form(fields: ApiFields): FormData {
  const data = new FormData();
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    const items: unknown[] = Array.isArray(value) ? value : [value];
    for (const item of items) {
      if (item == null) continue;
      data.append(name, item instanceof Blob ? item : text(item));
    }
  }
  return data;
}

function addHeaders(route: ApiRoute, input: ApiInput, headers: Headers): void {
  const values = input.headers ?? {};
  for (const name of Object.keys(values)) {
    const style = route.parts[`headers.${name}`];
    const value = values[name];
    if (value != null) headers.set(name, simple(value, style, text));
  }
  const cookies = cookiePairs(route, input.cookies ?? {});
  if (cookies.length > 0) headers.set("cookie", cookies.join("; "));
}

function cookiePairs(route: ApiRoute, values: ApiFields): string[] {
  return Object.keys(values)
    .filter((name) => values[name] != null)
    .map((name) => {
      const style = route.parts[`cookies.${name}`];
      return cookiePair(name, simple(values[name], style, cookieText));
    });
}

function cookiePair(name: string, value: string): string {
  return `${cookieText(name)}=${value}`;
}

/** What would end a cookie is written as in an address. */
function cookieText(value: unknown): string {
  return text(value).replace(/[^!#-+\--:<-[\]-~]+/g, encodeURIComponent);
}

/** Puts a secret where its scheme says, unless the caller did so. Gives what comes into the query. */
async function addSecret(
  route: ApiRoute,
  auth: ApiOptions["auth"],
  headers: Headers,
): Promise<string> {
  for (const scheme of listOf(route, "auth") ?? []) {
    if (!isScheme(scheme)) continue;
    const secret = typeof auth === "function" ? await auth(scheme) : auth;
    if (secret !== undefined) return placed(secret, schemes[scheme], headers);
  }
  return "";
}

function isScheme(name: string): name is ApiScheme {
  return Object.hasOwn(schemes, name);
}

function placed(secret: string, scheme: string, headers: Headers): string {
  const [kind, ...rest] = scheme.split(" ");
  const name = rest.join(" ");
  if (kind === "query") return `${encoded(name)}=${encoded(secret)}`;
  if (kind === "cookie") {
    const pair = cookiePair(name, cookieText(secret));
    const others = headers.get("cookie");
    headers.set("cookie", others === null ? pair : `${others}; ${pair}`);
  }
  if (kind === "header") addHeader(headers, name, secret);
  if (kind === "bearer")
    addHeader(headers, "authorization", `Bearer ${secret}`);
  if (kind === "basic") {
    addHeader(headers, "authorization", `Basic ${base64(secret)}`);
  }
  return "";
}

function addHeader(headers: Headers, name: string, value: string): void {
  if (!headers.has(name)) headers.set(name, value);
}

function base64(text: string): string {
  let bytes = "";
  new TextEncoder().encode(text).forEach((byte) => {
    bytes += String.fromCharCode(byte);
  });
  return btoa(bytes);
}

function joined(
  one: AbortSignal | undefined,
  other: AbortSignal | undefined,
): AbortSignal | undefined {
  return one && other ? AbortSignal.any([one, other]) : (one ?? other);
}
