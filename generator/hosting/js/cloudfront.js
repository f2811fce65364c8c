// The CloudFront function for viewer requests, runtime cloudfront-js-2.0. It
// brings every spelling to the key of an object, and refuses what the API
// refuses. What it leaves as it is, the bucket answers.

const said = (answer) => ({
  statusCode: answer.status,
  headers: Object.assign({ "content-type": { value: "application/json" } }, SITE.headers),
  body: { encoding: "text", data: JSON.stringify(answer.body) + "\n" },
});

// lastOf gives a parameter of the query, its last value where it is repeated.
const lastOf = (querystring) => (name) => {
  const given = querystring[name];
  if (!given) return undefined;
  const values = given.multiValue || [given];
  return decoded(values[values.length - 1].value.replace(/\+/g, " "));
};

// asked is the query as it was, behind a question mark.
const asked = (querystring) => {
  const pairs = [];
  Object.keys(querystring).forEach((name) => {
    (querystring[name].multiValue || [querystring[name]]).forEach((given) => pairs.push(name + "=" + given.value));
  });
  return pairs.length ? "?" + pairs.join("&") : "";
};

function handler(event) {
  const request = event.request;
  const path = decoded(request.uri);
  const tree = treeOf(path);
  if (!tree) return request;
  const below = path.slice(tree.prefix.length);
  const call = keyed(tree, below);
  if (!call) {
    if (below === "/") request.uri = tree.prefix + "/index.html";
    if (!below.endsWith("/") || !keyed(tree, below.slice(0, -1))) return request;
    const location = { location: { value: request.uri.slice(0, -1) + asked(request.querystring) } };
    return { statusCode: 307, headers: Object.assign(location, SITE.headers) };
  }
  const endpoint = call.endpoint;
  const window = endpoint.query ? windowOf(endpoint, lastOf(request.querystring)) : {};
  if (window.refused) return said(window.refused);
  const key = keyOf(endpoint, call.text);
  if (key.refused) return said(key.refused);
  let page = "";
  if (endpoint.query) {
    const whole = Number(window.limit) === endpoint.size && Number(window.offset) % endpoint.size === 0;
    if (!whole) return said(detail(501, SITE.whole));
    page = window.offset === "0" ? "" : ".p/" + window.offset;
  }
  request.uri = tree.prefix + endpoint.before + key.name + endpoint.after + page;
  return request;
}
