const JSON_ANSWER = { "application/json": "json" } as const;

function connect<Scheme extends string>(
  routes: ApiRoutes<Scheme>,
  schemes: ApiSchemes<Scheme>,
  client: ApiOptions<Scheme>,
): unknown {
  return mapValues(routes, (module) =>
    mapValues(module, (route) => operation(route, schemes, client)),
  );
}

function operation<Scheme extends string>(
  route: ApiRoute<Scheme>,
  schemes: ApiSchemes<Scheme>,
  client: ApiOptions<Scheme>,
) {
  const path = (input?: ApiInput) => filledPath(route, input?.path ?? {});
  const url = (input?: ApiInput) =>
    withQuery(
      client.baseUrl.replace(/\/+$/, "") + path(input),
      queryString(input?.query ?? {}, route.styles?.["query"]),
    );
  const call = async (input: ApiInput = {}, options: ApiCallOptions = {}) => {
    const address = url(input);
    const headers = new Headers(await settled(client.headers));
    const init: RequestInit = { method: methodOf(route.route), headers };
    const accepted = Object.keys(route.answer ?? JSON_ANSWER).join(", ");
    if (accepted !== "" && !headers.has("accept")) {
      headers.set("accept", accepted);
    }
    if (input.body !== undefined) {
      init.body = encodedBody(route, input, headers);
    }
    const secret = await secretFor(route, schemes, client);
    addParameters(route, input, headers, secret);
    for (const [name, value] of new Headers(options.headers)) {
      headers.set(name, value);
    }
    if (client.credentials) init.credentials = client.credentials;
    const signal = joined(client.signal, options.signal);
    if (signal) init.signal = signal;
    const target = withQuery(address, secret?.query ?? "");
    const response = await answered(
      () => (client.fetch ?? fetch)(target, init),
      init,
      options.retry ?? client.retry,
    );
    return result(route, address, response);
  };
  const isError = (error: unknown): boolean =>
    error instanceof ApiError &&
    error.route === route.route &&
    documents(route.errors ?? "", error.status);
  return Object.assign(call, {
    method: methodOf(route.route),
    path,
    url,
    isError,
  });
}

function methodOf(route: string): string {
  return route.slice(0, route.indexOf(" "));
}

function pathOf(route: string): string {
  return route.slice(route.indexOf(" ") + 1);
}

function documents(errors: string, status: number): boolean {
  const documented = errors.split(" ");
  return (
    documented.includes(String(status)) ||
    documented.includes(`${Math.floor(status / 100)}XX`) ||
    (status >= 400 && documented.includes("default"))
  );
}
