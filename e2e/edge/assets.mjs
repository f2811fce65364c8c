// Serves the Worker beside this file over a directory of assets.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import worker from "./worker.mjs";

const [directory, port] = process.argv.slice(2);

const ASSETS = {
  async fetch(request) {
    try {
      const path = decodeURIComponent(new URL(request.url).pathname);
      const data = await readFile(join(directory, path));
      const etag = `"${createHash("md5").update(data).digest("hex")}"`;
      const known = request.headers.get("If-None-Match") === etag;
      return new Response(known ? null : data, { status: known ? 304 : 200, headers: { ETag: etag } });
    } catch {
      return new Response(null, { status: 404 });
    }
  },
};

createServer(async (incoming, outgoing) => {
  const url = incoming.url.startsWith("/") ? `http://127.0.0.1:${port}${incoming.url}` : incoming.url;
  const request = new Request(url, { method: incoming.method, headers: incoming.headers });
  const answer = await worker.fetch(request, { ASSETS });
  outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
  outgoing.end(incoming.method === "HEAD" ? undefined : Buffer.from(await answer.arrayBuffer()));
}).listen(port, "127.0.0.1");
