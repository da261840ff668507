import { deepEqual, ok } from "node:assert/strict";
import { argv } from "node:process";

import { ApiError, createApiClient } from "./api_types.ts";

/** One thing that the contract promises. */
export interface Case {
  name: string;
  run: () => Promise<void>;
}

/** What client and server said while a case ran, where it was JSON. */
export interface Exchange {
  case: string;
  method: string;
  path: string;
  sent: string | null;
  /** Whether what was sent is a variant of what the case sent. */
  variant: boolean;
  status: number;
  received: string | null;
}

export const cases: Case[] = [];
export const exchanges: Exchange[] = [];

let current = "";

/** Adds a case. What must not compile stands in it below `@ts-expect-error`. */
export function check(name: string, run: () => Promise<void>): void {
  cases.push({
    name,
    run: () => {
      current = name;
      return run();
    },
  });
}

export const baseUrl: string = argv[2] ?? "";

/** `fetch` with a memory. */
export const observed: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  await note(String(input), init, response, false);
  if (response.ok) await tryVariants(String(input), init);
  return response;
};

/** Sends the same request with every variant of its body. */
async function tryVariants(url: string, init?: RequestInit): Promise<void> {
  const body = jsonBody(init);
  if (body === null) return;
  for (const variant of variants(JSON.parse(body))) {
    const changed = { ...init, body: JSON.stringify(variant) };
    await note(url, changed, await fetch(url, changed), true);
  }
}

/** Each value in which one field is missing, or null stands in the place of a field or an item. */
function* variants(value: unknown): Generator<unknown> {
  if (typeof value !== "object" || value === null) return;
  for (const [name, item] of Object.entries(value)) {
    const replaced = (other: unknown) =>
      Array.isArray(value)
        ? value.map((old: unknown, index) => (String(index) === name ? other : old))
        : Object.fromEntries(Object.entries(value).map((field) => (field[0] === name ? [name, other] : field)));
    if (!Array.isArray(value)) yield Object.fromEntries(Object.entries(value).filter(([other]) => other !== name));
    if (item !== null) yield replaced(null);
    for (const variant of variants(item)) yield replaced(variant);
  }
}

async function note(url: string, init: RequestInit | undefined, response: Response, variant: boolean): Promise<void> {
  exchanges.push({
    case: current,
    method: init?.method ?? "GET",
    path: new URL(url).pathname,
    sent: jsonBody(init),
    variant,
    status: response.status,
    received: response.headers.get("content-type") === "application/json" ? (await response.clone().text()) || null : null,
  });
}

function jsonBody(init?: RequestInit): string | null {
  const isJson = new Headers(init?.headers).get("content-type") === "application/json";
  return isJson && typeof init?.body === "string" ? init.body : null;
}

export const api = createApiClient({ baseUrl, fetch: observed });

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** The value's type is exactly `Expected`, neither wider nor narrower, and the value is what is expected. */
export const exactly =
  <Expected>() =>
  <Actual>(actual: Actual, expected: NoInfer<Actual>, ..._same: Same<Expected, Actual> extends true ? [] : [never]): void =>
    deepEqual(actual, expected);

/** The server refuses what the type refuses. */
export async function refused(call: Promise<unknown>): Promise<void> {
  const error = await failure(call);
  deepEqual(error.status, 422, `the server answered ${error.status}`);
}

/** The server takes no notice of what the type refuses. What was said does not tell anything about the types, then. */
export async function ignored(call: () => Promise<unknown>): Promise<void> {
  const before = exchanges.length;
  await call();
  exchanges.length = before;
}

/** The error that a call ends with. */
export async function failure(call: Promise<unknown>): Promise<ApiError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error("the server accepted it");
}

/** Holds at compile time alone. */
export const compiles = (_proof: () => unknown): void => ok(true);
