/** An operation: call it, or ask for its address. */
export interface Operation<Input, Output, Failure> {
  (input: Input, options?: CallOptions): Promise<Output>;
  /** The HTTP method. */
  readonly method: string;
  /** The path with its parameters filled in, without `baseUrl` and query. */
  path(input: PathInput<Input>): string;
  /** `baseUrl`, path and query. */
  url(input: AddressInput<Input>): string;
  /** Whether this is an error that the operation documents. `error.status` then tells the type of `error.body`. */
  isError(error: unknown): error is Failure;
}

/** How the client is set up. */
export interface ClientOptions<Scheme extends string> {
  /** What comes before each path: `https://example.com/api`, or `""` for the page's own server. */
  readonly baseUrl: string;
  /** Called in place of the global `fetch`. */
  readonly fetch?: Fetch;
  /** Sent with each request. */
  readonly headers?: HeadersInit | (() => HeadersInit | Promise<HeadersInit>);
  /**
   * A token, `name:password` or key, or what gives it for a security scheme.
   * It is sent with those requests alone that ask for one.
   */
  readonly auth?: string | ((scheme: Scheme) => Secret | Promise<Secret>);
  /** Ends all requests of this client. */
  readonly signal?: AbortSignal;
  /** Whether requests are sent again. Without it none is. */
  readonly retry?: RetryOptions;
  /** Whether a browser sends its own cookies to other servers too. It never lets a script set them. */
  readonly credentials?: "omit" | "same-origin" | "include";
}

/** How one request is sent. */
export interface CallOptions {
  /** Ends the request, or the stream that it gave. */
  readonly signal?: AbortSignal;
  /** Sent beside those of the client, or in their place. */
  readonly headers?: HeadersInit;
  /** In place of the client's. */
  readonly retry?: RetryOptions;
}

/** When a request is sent again: after a failure of the network, or where the server says that it is busy. */
export interface RetryOptions {
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
    this.method = methodOf(answer.route);
    this.url = answer.url ?? pathOf(answer.route);
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

/** The statuses that `3XX` stands for. */
export type RedirectStatus = 300 | 301 | 302 | 303 | 304 | 307 | 308;

/** The statuses that `4XX` stands for. */
export type ClientErrorStatus =
  | (400 | 401 | 402 | 403 | 404 | 405 | 406 | 407 | 408 | 409 | 410 | 411)
  | (412 | 413 | 414 | 415 | 416 | 417 | 418 | 421 | 422 | 423 | 424 | 425)
  | (426 | 428 | 429 | 431 | 451 | 499);

/** The statuses that `5XX` stands for. */
export type ServerErrorStatus =
  | (500 | 501 | 502 | 503 | 504 | 505 | 506 | 507 | 508 | 510 | 511)
  | (520 | 521 | 522 | 523 | 524 | 525 | 526 | 529);

/** The statuses that `default` stands for. */
export type ErrorStatus = ClientErrorStatus | ServerErrorStatus;

type PathInput<Input> = Input extends { readonly path: infer Path }
  ? { readonly path: Path }
  : object | void;

type AddressInput<Input> = Input extends object
  ? Relaxed<Pick<Input, Extract<keyof Input, "path" | "query">>>
  : Input;

type Relaxed<Input> = object extends Input ? Input | void : Input;

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

type Secret = string | undefined;

/** What the client knows of an operation. Defaults are left out: a body and an answer of `application/json`. */
interface Route<Scheme extends string> {
  readonly route: string;
  /** How parameters are written where it is not as usual. */
  readonly styles?: {
    readonly [place: string]: { readonly [name: string]: Style };
  };
  /** The media types of the body, the default one first. */
  readonly body?: readonly string[];
  /** What is made of a successful answer of each media type. */
  readonly answer?: { readonly [mediaType: string]: Reading };
  /** The statuses of documented errors, with a space between them. */
  readonly errors?: string;
  /** The security schemes of which one is asked for. */
  readonly auth?: readonly Scheme[];
}

interface Routes<Scheme extends string> {
  readonly [module: string]: { readonly [operation: string]: Route<Scheme> };
}

type Style = "comma" | "space" | "pipe" | "deepObject" | "json";

type Reading = "json" | "text" | "blob" | "values" | "events" | "lines";

type Schemes<Scheme extends string> = {
  readonly [Name in Scheme]: SchemeKind;
};

type SchemeKind = "bearer" | "basic" | ApiKey;

interface ApiKey {
  readonly in: "header" | "query" | "cookie";
  readonly name: string;
}

type Fields = { readonly [name: string]: unknown };

interface AnyInput {
  readonly path?: Fields;
  readonly query?: Fields;
  readonly headers?: Fields;
  readonly cookies?: Fields;
  readonly contentType?: string;
  readonly body?: unknown;
}
