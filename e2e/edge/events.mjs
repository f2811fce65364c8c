// Runs a CloudFront function on the targets that stdin lists, with the event
// that CloudFront makes of each.
import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";

const handler = runInNewContext(readFileSync(process.argv[2], "utf8") + "\nhandler;");

const eventOf = (target) => {
  const [uri, ...rest] = target.split("?");
  const querystring = {};
  for (const pair of rest.join("?").split("&").filter(Boolean)) {
    const [name, ...value] = pair.split("=");
    const given = { value: value.join("=") };
    const before = querystring[name];
    const values = [...(before?.multiValue ?? (before ? [before] : [])), given];
    querystring[name] = before ? { ...given, multiValue: values } : given;
  }
  const request = { method: "GET", uri, querystring, headers: {}, cookies: {} };
  return { version: "1.0", context: { eventType: "viewer-request" }, request };
};

const decide = (target) => {
  const out = handler(eventOf(target));
  const header = (name) => out.headers[name]?.value ?? "";
  if (out.statusCode === undefined) return { uri: out.uri };
  const [type, cache, location] = ["content-type", "cache-control", "location"].map(header);
  return { status: out.statusCode, type, cache, location, body: out.body?.data ?? "" };
};

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(decide)));
