async function result(
  route: ApiRoute,
  url: string,
  response: Response,
): Promise<unknown> {
  if (!response.ok) throw await failure(route, url, response);
  const reading = readingOf(route, response);
  if (reading === undefined || route.method === "HEAD") {
    await response.body?.cancel();
    return undefined;
  }
  if (reading === "text") return response.text();
  if (reading === "blob") return response.blob();
  if (reading === "any") return anything(response);
  if (reading === "json") return json(route, url, response);
  if (reading === "lines") return jsonLines(response);
  return events(response, reading === "events" ? parsed : textOf);
}

/** By the media type that came; by the first documented one where it is not among them. */
function readingOf(route: ApiRoute, response: Response): string | undefined {
  if (response.status === 204 || response.status === 205) return undefined;
  const type = mediaType(response);
  const range = type.replace(/\/.*/, "/*");
  const answers = answersOf(route);
  const answer =
    answers.find(([mediaType]) => mediaType === type) ??
    answers.find(([mediaType]) => mediaType === range || mediaType === "*/*") ??
    answers[0];
  return answer?.[1];
}

/** The media types of a success, and what is made of each. */
function answersOf(route: ApiRoute): string[][] {
  const answers = listOf(route, "answer") ?? [`${JSON_TYPE}:json`];
  return answers
    .filter((answer) => answer !== "")
    .map((answer) => answer.split(":"));
}

const JSON_TYPE = "application/json";

async function failure(
  route: ApiRoute,
  url: string,
  response: Response,
): Promise<ApiError> {
  const type = mediaType(response);
  const content = await response.text();
  const body = type === "" || isJson(type) ? parsed(content) : content;
  return apiError(route, url, response, content === "" ? undefined : body);
}

/** By the media type that came: nothing is documented. */
async function anything(response: Response): Promise<unknown> {
  const type = mediaType(response);
  if (!isJson(type) && !type.startsWith("text/")) {
    const blob = await response.blob();
    return blob.size > 0 ? blob : undefined;
  }
  const content = await response.text();
  return isJson(type) ? parsed(content) : content;
}

async function json(
  route: ApiRoute,
  url: string,
  response: Response,
): Promise<unknown> {
  const content = await response.text();
  if (content === "") return undefined;
  try {
    return JSON.parse(content);
  } catch {
    const message = `${route.name} answered ${response.status} with what is no JSON`;
    throw apiError(route, url, response, content, message);
  }
}

function apiError(
  { name: route }: ApiRoute,
  url: string,
  { status, headers }: Response,
  body: unknown,
  message = `${route} answered ${status}`,
): ApiError {
  return new ApiError({ route, url, status, headers, body, message });
}

/** Server-sent events: one without data is none. */
async function* events(
  response: Response,
  read: (data: string) => unknown,
): AsyncGenerator<unknown> {
  let event: ApiEvent = {};
  for await (const line of lines(response)) {
    const { data } = event;
    if (line === "") {
      if (data !== undefined) yield { ...event, data: read(data) };
      event = {};
      continue;
    }
    const end = line.includes(":") ? line.indexOf(":") : line.length;
    const name = line.slice(0, end);
    const value = line.slice(end + 1).replace(/^ /, "");
    if (name === "data")
      event.data = data === undefined ? value : `${data}\n${value}`;
    if (name === "event" || name === "id") event[name] = value;
    if (name === "retry") event.retry = Number(value);
  }
}

interface ApiEvent {
  data?: string;
  event?: string;
  id?: string;
  retry?: number;
}

/** Some servers write a text as JSON, others as it is. */
function textOf(data: string): string {
  const value = parsed(data);
  return typeof value === "string" ? value : data;
}

async function* jsonLines(response: Response): AsyncGenerator<unknown> {
  for await (const line of lines(response)) {
    const content = line.replace(/^\x1e/, "").trim();
    if (content !== "") yield JSON.parse(content);
  }
}

/** Whoever stops reading them ends the request. */
async function* lines(response: Response): AsyncGenerator<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    let done = reader === undefined;
    while (!done) {
      const chunk = await reader?.read();
      done = chunk?.done ?? true;
      rest += decoder.decode(chunk?.value, { stream: !done });
      // A "\r" at the end may be the first half of a line break.
      const whole = rest.split(/\r\n|\n|\r(?!$)/);
      rest = whole.pop() ?? "";
      for (const line of whole) yield line;
    }
    if (rest !== "") yield rest.replace(/\r$/, "");
  } finally {
    await reader?.cancel();
  }
}

function mediaType(response: Response): string {
  const [type = ""] = (response.headers.get("content-type") ?? "").split(";");
  return type.trim().toLowerCase();
}

function isJson(mediaType: string): boolean {
  return /[/+]json$/.test(mediaType);
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return content;
  }
}
