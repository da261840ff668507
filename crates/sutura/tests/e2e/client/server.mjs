// A server that says what it was sent, and answers as its test tells it.
import { createServer } from "node:http";

/** Calls `use` with the server's address; `answer` gets each request with its body. */
export async function serving(answer, use) {
  const seen = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const heard = {
      method: request.method,
      url: request.url,
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
      closed: new Promise((resolve) => response.on("close", resolve)),
    };
    seen.push(heard);
    await answer(heard, response, seen.length);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await use(`http://127.0.0.1:${server.address().port}`, seen);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Answers with this value. */
export function json(value, status = 200, headers = {}) {
  return (_request, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(value));
  };
}

/** Answers with this text. */
export function text(content, type, status = 200) {
  return (_request, response) => {
    response.writeHead(status, type ? { "content-type": type } : {});
    response.end(content);
  };
}
