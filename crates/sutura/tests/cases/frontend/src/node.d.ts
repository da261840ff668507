/** What these cases use of node. */
declare module "node:assert/strict" {
  export function deepEqual(actual: unknown, expected: unknown, message?: string): void;
  export function ok(value: unknown, message?: string): asserts value;
  export function rejects(promise: Promise<unknown>, error: (error: unknown) => boolean): Promise<void>;
}
declare module "node:process" {
  export const argv: string[];
  export const stdout: { write(text: string, done: () => void): void };
  export function exit(status: number): never;
}
