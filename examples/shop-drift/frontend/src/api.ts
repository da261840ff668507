import { createApiClient } from "./api_types";

export const api = createApiClient({ baseUrl: "" });

export async function send(path: string, init: RequestInit = {}): Promise<void> {
  const response = await fetch(`/api${path}`, { headers: { "Content-Type": "application/json" }, ...init });
  if (!response.ok) {
    throw new Error(`${path} answered ${response.status}`);
  }
}
