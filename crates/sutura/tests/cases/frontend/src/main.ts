import { exit, stdout } from "node:process";

import { cases, exchanges } from "./case.ts";
import "./presence.ts";
import "./unions.ts";
import "./enums.ts";
import "./literals.ts";
import "./containers.ts";
import "./models.ts";
import "./scalars.ts";
import "./parameters.ts";
import "./bodies.ts";
import "./uploads.ts";
import "./responses.ts";
import "./streams.ts";
import "./errors.ts";
import "./security.ts";
import "./naming.ts";
import "./routing.ts";
import "./client.ts";

/** No case takes as long, unless a call or a stream never ends. */
const PATIENCE_MS = 10_000;

const results: { name: string; error: string | null }[] = [];
for (const { name, run } of cases) {
  const late = new Promise<string>((end) => setTimeout(() => end("it does not end"), PATIENCE_MS));
  const done = run().then(
    () => null,
    (reason: unknown) => (reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)),
  );
  results.push({ name, error: await Promise.race([done, late]) });
}
// What a case left open does not keep us.
stdout.write(JSON.stringify({ results, exchanges }), () => exit(0));
