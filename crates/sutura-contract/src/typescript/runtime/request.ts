const SEPARATORS = { comma: ",", space: "%20", pipe: "%7C" };

/** No value may lead to another route: an empty one and those that mean this folder or the one above are refused. */
function filledPath(route: ApiRoute<string>, values: ApiFields): string {
  const path = pathOf(route.route).replace(/\{([^{}]*)\}/g, (_, name) => {
    const value = own(values, String(name));
    const style = own(route.styles?.["path"], String(name));
    const written = value == null ? "" : simple(value, style, encoded);
    if (written !== "") return written;
    throw new TypeError(
      `${route.route} needs a value for the path parameter ${name}`,
    );
  });
  if (!path.split("/").some((segment) => /^\.{1,2}$/.test(segment))) {
    return path;
  }
  throw new TypeError(`${route.route} cannot have "." or ".." in its path`);
}

function withQuery(url: string, query: string): string {
  if (query === "") return url;
  return url + (url.includes("?") ? "&" : "?") + query;
}

function queryString(
  values: ApiFields,
  styles?: { readonly [name: string]: ApiStyle },
): string {
  return Object.entries(values)
    .flatMap(([name, value]) => pairs(name, value, own(styles, name)))
    .join("&");
}

function pairs(name: string, value: unknown, style?: ApiStyle): string[] {
  if (value == null) return [];
  const pair = (text: string) => `${encodeURIComponent(name)}=${text}`;
  if (style === "json") return [pair(encoded(JSON.stringify(value)))];
  if (style === "deepObject" || (style === undefined && isFields(value))) {
    return isFields(value)
      ? Object.entries(value).flatMap(([key, item]) =>
          pairs(style ? `${name}[${key}]` : key, item, style),
        )
      : listed(value).map((item) => pair(encoded(item)));
  }
  const items = listed(value).map(encoded);
  if (style === undefined) return items.map(pair);
  return items.length > 0 ? [pair(items.join(SEPARATORS[style]))] : [];
}

/** A value in a path, header or cookie: `1,2` for a list, `a,1,b,2` for an object. */
function simple(
  value: unknown,
  style: ApiStyle | undefined,
  write: (item: unknown) => string,
): string {
  if (style === "json") return write(JSON.stringify(value));
  return listed(value).map(write).join(",");
}

/** The items of a list, keys and values of an object, else the value itself: without what is null. */
function listed(value: unknown): unknown[] {
  const items = Array.isArray(value)
    ? value
    : isFields(value)
      ? Object.entries(value).filter(([, item]) => item != null)
      : [value];
  return items.flat().filter((item: unknown) => item != null);
}

function encoded(value: unknown): string {
  return encodeURIComponent(text(value));
}

/** Also says in `headers` what it is, but for a form with files, of which `fetch` does so. */
function encodedBody(
  route: ApiRoute<string>,
  input: ApiInput,
  headers: Headers,
): BodyInit {
  const { body } = input;
  const type = input.contentType ?? route.body?.[0] ?? "application/json";
  headers.delete("content-type");
  if (type === "multipart/form-data" && isFields(body)) return form(body);
  if (!type.includes("*")) headers.set("content-type", type);
  if (isJson(type)) return JSON.stringify(body);
  if (type === "application/x-www-form-urlencoded" && isFields(body)) {
    return queryString(mapValues(body, flat));
  }
  return body instanceof Blob ? body : text(body);
}

/** What is neither a list nor one value is JSON in a form. */
function flat(value: unknown): unknown {
  return isFields(value) ? JSON.stringify(value) : value;
}

function form(fields: ApiFields): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item == null) continue;
      data.append(name, item instanceof Blob ? item : text(item));
    }
  }
  return data;
}

function addParameters(
  route: ApiRoute<string>,
  input: ApiInput,
  headers: Headers,
  secret: ApiPlacedSecret | undefined,
): void {
  for (const [name, value] of Object.entries(input.headers ?? {})) {
    if (value == null) continue;
    const style = own(route.styles?.["headers"], name);
    headers.set(name, simple(value, style, text));
  }
  for (const [name, value] of Object.entries(secret?.headers ?? {})) {
    if (!headers.has(name)) headers.set(name, value);
  }
  const cookies = Object.entries(input.cookies ?? {})
    .filter(([, value]) => value != null)
    .map(([name, value]) => {
      const style = own(route.styles?.["cookies"], name);
      return `${cookieText(name)}=${simple(value, style, cookieText)}`;
    })
    .concat(secret?.cookie ?? []);
  if (cookies.length > 0) headers.set("cookie", cookies.join("; "));
}

/** What would end a cookie is written as in an address. */
function cookieText(value: unknown): string {
  return text(value).replace(/[^!#-+\--:<-[\]-~]+/g, encodeURIComponent);
}

/** Where a secret goes. */
interface ApiPlacedSecret {
  readonly headers?: { readonly [name: string]: string };
  readonly query?: string;
  readonly cookie?: string;
}

async function secretFor<Scheme extends string>(
  route: ApiRoute<Scheme>,
  schemes: ApiSchemes<Scheme>,
  client: ApiOptions<Scheme>,
): Promise<ApiPlacedSecret | undefined> {
  for (const scheme of route.auth ?? []) {
    const { auth } = client;
    const secret = typeof auth === "function" ? await auth(scheme) : auth;
    if (secret !== undefined) return placed(secret, schemes[scheme]);
  }
  return undefined;
}

function placed(secret: string, kind: ApiSchemeKind): ApiPlacedSecret {
  if (kind === "bearer") {
    return { headers: { authorization: `Bearer ${secret}` } };
  }
  if (kind === "basic") {
    const bytes = new TextEncoder().encode(secret);
    const basic = btoa(String.fromCharCode(...bytes));
    return { headers: { authorization: `Basic ${basic}` } };
  }
  if (kind.in === "header") return { headers: { [kind.name]: secret } };
  const pair = `${encoded(kind.name)}=${encoded(secret)}`;
  if (kind.in === "query") return { query: pair };
  return { cookie: `${cookieText(kind.name)}=${cookieText(secret)}` };
}

function settled<Value>(
  value: Value | (() => Value | Promise<Value>) | undefined,
): Value | undefined | Promise<Value> {
  return value instanceof Function ? value() : value;
}

function joined(
  one: AbortSignal | undefined,
  other: AbortSignal | undefined,
): AbortSignal | undefined {
  return one && other ? AbortSignal.any([one, other]) : (one ?? other);
}
