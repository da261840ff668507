function connect(routes: string, client: ApiOptions): unknown {
  const modules = bare<{ [name: string]: unknown }>();
  for (const line of routes.split("\n").filter((line) => line !== "")) {
    const [id = "", method = "", place = "", ...parts] = line.split(" ");
    const [module = "", name = ""] = id.split(".");
    const path = decodeURIComponent(place);
    const route = {
      name: `${method} ${path}`,
      method,
      path,
      parts: read(parts),
    };
    const operations = (modules[module] ??= bare());
    operations[name] = operation(route, client);
  }
  return modules;
}

function read(parts: string[]): { [part: string]: string } {
  const values = bare<string>();
  for (const part of parts) {
    const end = part.indexOf("=");
    values[decodeURIComponent(part.slice(0, end))] = part.slice(end + 1);
  }
  return values;
}

function listOf(route: ApiRoute, part: string): string[] | undefined {
  return route.parts[part]?.split(",").map(decodeURIComponent);
}

function operation(route: ApiRoute, client: ApiOptions): unknown {
  const path = (input?: ApiInput) => filledPath(route, input?.path ?? {});
  const url = (input?: ApiInput) =>
    withQuery(
      client.baseUrl.replace(/\/+$/, "") + path(input),
      queryString(input?.query ?? {}, route),
    );
  const call = async (input: ApiInput = {}, options: ApiCallOptions = {}) => {
    const address = url(input);
    const given = client.headers;
    const headers = new Headers(
      typeof given === "function" ? await given() : given,
    );
    const init: RequestInit = { method: route.method, headers };
    const accepted = answersOf(route).map(([mediaType]) => mediaType);
    if (accepted.length > 0) addHeader(headers, "accept", accepted.join(", "));
    if (input.body !== undefined) {
      init.body = encodedBody(route, input, headers);
    }
    addHeaders(route, input, headers);
    const secret = await addSecret(route, client.auth, headers);
    new Headers(options.headers).forEach((value, name) => {
      headers.set(name, value);
    });
    if (client.credentials) init.credentials = client.credentials;
    const signal = joined(client.signal, options.signal);
    if (signal) init.signal = signal;
    const target = withQuery(address, secret);
    const response = await answered(
      () => (client.fetch ?? fetch)(target, init),
      init,
      options.retry ?? client.retry,
    );
    return result(route, address, response);
  };
  const isError = (error: unknown) =>
    error instanceof ApiError &&
    error.route === route.name &&
    documents(listOf(route, "errors") ?? [], error.status);
  return Object.assign(call, { method: route.method, path, url, isError });
}

function documents(errors: string[], status: number): boolean {
  return (
    errors.includes(String(status)) ||
    errors.includes(`${Math.floor(status / 100)}XX`) ||
    (status >= 400 && errors.includes("default"))
  );
}
