// The Worker. It looks files up in the static assets, and does what files
// alone cannot: the spelling of a DID in the answer, pages of any size, the
// bodies of errors.

for (const tree of SITE.trees) for (const rule of tree.files) rule.regexp = new RegExp(rule.pattern);

export default {
  async fetch(request, env) {
    let answer;
    try {
      answer = await respond(request, (path, headers) =>
        env.ASSETS.fetch(new Request(new URL(path, request.url), { headers })));
    } catch (error) {
      console.error(error);
      answer = json(detail(500, "Internal server error"));
    }
    for (const [name, value] of Object.entries(SITE.common)) answer.headers.set(name, value);
    return answer;
  },
};

async function respond(request, asset) {
  if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: SITE.preflight });
  const url = new URL(request.url);
  const path = decoded(url.pathname);
  const at = find(path);
  if (!at.known) {
    const to = slashed(path, url);
    if (!to) return missing(request, at, asset);
    return new Response(null, { status: 307, headers: { Location: to, "Cache-Control": "no-store" } });
  }
  if (!["GET", "HEAD"].includes(request.method)) return json(detail(405, "Method Not Allowed"), { Allow: "GET" });
  if (at.endpoint && at.endpoint.query) return operator(at, url.search.slice(1), asset);
  if (at.endpoint) return document(at, asset, request);
  return (await file(at.tree.base + at.file, at.headers, asset, request)) ?? missing(request, at, asset);
}

// find says what a path names: an endpoint, or a file by the rule for it.
function find(path) {
  const tree = treeOf(path);
  if (!tree) return {};
  const below = path.slice(tree.prefix.length);
  const call = keyed(tree, below);
  if (call) return { known: true, tree, ...call };
  const named = below === "/" ? "/index.html" : below;
  const rule = tree.files.find((rule) => rule.regexp.test(named));
  return { known: rule !== undefined, tree, file: named, headers: rule?.headers };
}

// slashed is the address with one slash less at its end, or with one more for
// a tree itself, where that names something.
function slashed(path, url) {
  if (SITE.trees.some((tree) => tree.prefix !== "" && tree.prefix === path)) return url.pathname + "/" + url.search;
  if (path.endsWith("/") && find(path.slice(0, -1)).known) return url.pathname.slice(0, -1) + url.search;
}

// document answers with the file of a key.
async function document(at, asset, request) {
  const { endpoint, tree, text } = at;
  const key = keyOf(endpoint, text);
  if (key.refused) return json(key.refused);
  const path = tree.base + endpoint.before + key.name;
  const answer = await (endpoint.echo ? rating(path, at, asset) : file(path, endpoint.headers, asset, request));
  return answer ?? json(detail(404, (await otherDetail(at, key.name, asset)) ?? endpoint.missing));
}

// file passes an asset on with the headers of its kind.
async function file(path, headers, asset, request) {
  const known = request.headers.get("If-None-Match");
  const found = await asset(path, known ? { "If-None-Match": known } : {});
  if (found.status !== 200 && found.status !== 304) return null;
  const answer = new Response(found.body, { status: found.status, headers });
  if (found.headers.has("ETag")) answer.headers.set("ETag", found.headers.get("ETag"));
  return answer;
}

// rating says the DID as it was asked. One that lacks a rate is not stored.
async function rating(path, at, asset) {
  const found = await asset(path);
  if (found.status !== 200) return null;
  const body = (await found.text()).replace(/^\{"did":"[^"]*"/, () => `{"did":${JSON.stringify(at.text)}`);
  const headers = { ...at.endpoint.headers };
  if (body.includes(',"mcr_degraded":true,')) headers["Cache-Control"] = "no-store";
  return new Response(body, { headers });
}

// otherDetail is the text of a 404 that is not the endpoint's plain one.
async function otherDetail({ endpoint, tree }, name, asset) {
  if (!endpoint.unresolved) return undefined;
  const { list, field } = endpoint.unresolved;
  const index = await (await asset(tree.base + "/index/unresolved.json")).json();
  return (index[list] ?? []).find((entry) => String(entry[field]).toLowerCase() === name)?.detail;
}

// operator slices an operator's list.
async function operator({ endpoint, tree, text }, query, asset) {
  const window = windowOf(endpoint, (name) => lastValue(query, name));
  if (window.refused) return json(window.refused);
  const key = keyOf(endpoint, text);
  if (key.refused) return json(key.refused);
  const page = (start) => pageOf(endpoint, tree, key.name, start, asset);
  const { size } = endpoint;
  const [from, count] = [Number(window.offset), Number(window.limit)];
  const first = from - (from % size);
  const pages = Number.isSafeInteger(from) ? [await page(first)] : [null];
  if (pages[0] && from + count > first + size) pages.push(await page(first + size));
  const total = (pages[0] ?? (await page(0)))?.total ?? 0;
  const entries = pages.flatMap((page) => page?.entries ?? []).slice(from - first, from - first + count);
  return new Response(
    `{"operator_did":${JSON.stringify(text)},"machines":[${entries.filter(Boolean).join(",")}],` +
      `"pagination":{"offset":${window.offset},"limit":${count},"total":${total}}}\n`,
    { headers: endpoint.headers },
  );
}

// pageOf has the entries of one published page by their places in the list.
// What is not registered has a place and no entry: then the list of ids says
// which places those are.
async function pageOf({ before, after, size }, tree, name, start, asset) {
  const found = await asset(tree.base + before + name + after + (start ? `.p/${start}` : ""));
  if (found.status !== 200) return null;
  const body = await found.text();
  const total = Number(/"total":(\d+)\}\}\s*$/.exec(body)[1]);
  const entries = body.match(/\{"did":[^{}]*\}/g) ?? [];
  const places = Math.min(size, total - start);
  if (entries.length === places) return { total, entries };
  const { machines } = await (await asset(`${tree.base}/index/operators/${name}.json`)).json();
  let next = 0;
  const idAt = (i) => /"machine_id":"?(\d+)/.exec(entries[i] ?? "")?.[1];
  const placed = machines.slice(start, start + places).map((id) => (idAt(next) === id ? entries[next++] : ""));
  return { total, entries: placed };
}

// lastValue is the last value of a parameter of a query string. What cannot be
// decoded is taken as it stands.
function lastValue(query, name) {
  let value;
  for (const pair of query.split("&")) {
    const [key, ...rest] = pair.split("=");
    if (unescaped(key) === name) value = unescaped(rest.join("="));
  }
  return value;
}

const unescaped = (text) => {
  try {
    return decodeURIComponent(text.replace(/\+/g, " "));
  } catch {
    return text;
  }
};

// missing answers what names nothing: a browser gets the tree's own page.
async function missing(request, { tree }, asset) {
  const page = tree?.page;
  if (page && (request.headers.get("Accept") ?? "").includes("text/html")) {
    const found = await asset(tree.base + "/404.html");
    const headers = { ...page, "Cache-Control": "no-store", Vary: "Accept" };
    if (found.status === 200) return new Response(found.body, { status: 404, headers });
  }
  return json(detail(404, "Not Found"), { Vary: "Accept" });
}

// json is an error that no cache keeps.
function json({ status, body }, headers) {
  return new Response(JSON.stringify(body) + "\n", {
    status,
    headers: { "Content-Type": "application/json", "Cache-Control": "no-store", ...headers },
  });
}
