/** An operation: call it, or ask for its address. */
export interface ApiOperation<Input, Output, Failure> {
  (input: Input, options?: ApiCallOptions): Promise<Output>;
  /** The HTTP method. */
  readonly method: string;
  /** The path with its parameters filled in, without `baseUrl` and query. */
  path(input: ApiPathInput<Input>): string;
  /** `baseUrl`, path and query. */
  url(input: ApiAddressInput<Input>): string;
  /** Whether this is an error that the operation documents. `error.status` then tells the type of `error.body`. */
  isError(error: unknown): error is Failure;
}

/** How the client is set up. */
export interface ApiOptions {
  /** What comes before each path: `https://example.com/api`, or `""` for the page's own server. */
  readonly baseUrl: string;
  /** Called in place of the global `fetch`. */
  readonly fetch?: ApiFetch;
  /** Sent with each request. */
  readonly headers?: HeadersInit | (() => HeadersInit | Promise<HeadersInit>);
  /**
   * A token, `name:password` or key, or what gives it for a security scheme.
   * It is sent with those requests alone that ask for one.
   */
  readonly auth?:
    string | ((scheme: ApiScheme) => ApiSecret | Promise<ApiSecret>);
  /** Ends all requests of this client. */
  readonly signal?: AbortSignal;
  /** Whether requests are sent again. Without it none is. */
  readonly retry?: ApiRetryOptions;
  /** Whether a browser sends its own cookies to other servers too. It never lets a script set them. */
  readonly credentials?: "omit" | "same-origin" | "include";
}

/** How one request is sent. */
export interface ApiCallOptions {
  /** Ends the request, or the stream that it gave. */
  readonly signal?: AbortSignal;
  /** Sent beside those of the client, or in their place. */
  readonly headers?: HeadersInit;
  /** In place of the client's. */
  readonly retry?: ApiRetryOptions;
}

/** When a request is sent again: after a failure of the network, or where the server says that it is busy. */
export interface ApiRetryOptions {
  /** How often a request is sent at most: 1 is once. */
  readonly attempts: number;
  /** The first pause in milliseconds, which doubles each time: 250 by default. `Retry-After` goes before it. */
  readonly delayMs?: number;
  /** The statuses after which it is sent again: 429, 502, 503 and 504 by default. */
  readonly statuses?: readonly number[];
  /** The methods that are sent again: those by default that may be repeated without harm. */
  readonly methods?: readonly string[];
}

/** An answer of the server that is no success. */
export class ApiError<
  Status extends number = number,
  Body = unknown,
> extends Error {
  override readonly name = "ApiError";
  readonly status: Status;
  /** The JSON value, or the text of a body that is no JSON. `undefined` where there is none. */
  readonly body: Body;
  readonly headers: Headers;
  /** Method and path of the operation: `GET /orders/{order_id}`. */
  readonly route: string;
  readonly method: string;
  /** Where the request went, without secrets. */
  readonly url: string;

  constructor(answer: ApiAnswer<Status, Body>) {
    super(answer.message ?? `${answer.route} answered ${answer.status}`);
    this.status = answer.status;
    this.body = answer.body;
    this.headers = answer.headers ?? new Headers();
    this.route = answer.route;
    this.method = answer.route.slice(0, answer.route.indexOf(" "));
    this.url = answer.url ?? answer.route.slice(this.method.length + 1);
  }
}

/** What an `ApiError` is made of. */
export interface ApiAnswer<Status extends number, Body> {
  readonly route: string;
  readonly status: Status;
  readonly body: Body;
  readonly message?: string;
  readonly headers?: Headers;
  readonly url?: string;
}

type ApiPathInput<Input> = Input extends { readonly path: infer Path }
  ? { readonly path: Path }
  : object | void;

type ApiAddressInput<Input> = Input extends object
  ? ApiRelaxed<Pick<Input, Extract<keyof Input, "path" | "query">>>
  : Input;

type ApiRelaxed<Input> = object extends Input ? Input | void : Input;

type ApiFetch = (url: string, init: RequestInit) => Promise<Response>;

type ApiSecret = string | undefined;

/** What the client knows of an operation: a line of its table. */
interface ApiRoute {
  /** `GET /orders/{order_id}` */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  /** What is not as usual: `body`, `answer`, `errors`, `auth`, and how parameters are written: `query.ids`. */
  readonly parts: { readonly [part: string]: string };
}

type ApiFields = { readonly [name: string]: unknown };

interface ApiInput {
  readonly path?: ApiFields;
  readonly query?: ApiFields;
  readonly headers?: ApiFields;
  readonly cookies?: ApiFields;
  readonly contentType?: string;
  readonly body?: unknown;
}
