// The rules of the API: what a request asks for. SITE, above, says what is
// published where. This part runs in a Worker and as a CloudFront function,
// and keeps to the JavaScript that both have.

const PREFIX = "did:peaq:";
const LARGEST = "115792089237316195423570985008687907853269984665640564039457584007913129639935";

const decoded = (text) => {
  try {
    return decodeURIComponent(text);
  } catch (_) {
    return text;
  }
};

// above compares decimals without leading zeros.
const above = (a, b) => (a.length === b.length ? a > b : a.length > b.length);

// keyed finds the endpoint that a path below a tree names, and the text in the
// place of its key.
const keyed = (tree, path) => {
  let found;
  tree.endpoints.forEach((endpoint) => {
    if (!path.startsWith(endpoint.before) || !path.endsWith(endpoint.after)) return;
    const text = path.slice(endpoint.before.length, path.length - endpoint.after.length);
    if (text !== "" && text.indexOf("/") < 0) found = { endpoint: endpoint, text: text };
  });
  return found;
};

// treeOf is the tree that a path is under. Inner prefixes come first.
const treeOf = (path) => SITE.trees.find((tree) => path.startsWith(tree.prefix + "/"));

const refused = (status, body) => ({ status: status, body: body });
const detail = (status, text) => refused(status, { detail: text });

// integer reads a number as the API's validator does: the text of its digits,
// or what is wrong with it.
const integer = (p, place, text) => {
  const wrong = (type, msg, ctx) => {
    const mistake = { type: type, loc: [place, p.name], msg: msg, input: text };
    if (ctx) mistake.ctx = ctx;
    return { mistake: mistake };
  };
  if (text.length > 4300)
    return wrong("int_parsing_size", "Unable to parse input string as an integer, exceeded maximum size");
  const m = /^[\t\n\f\r ]*([+-]?)([0-9]+(?:_[0-9]+)*)(?:\.0+)?[\t\n\f\r ]*$/.exec(text);
  if (!m) return wrong("int_parsing", "Input should be a valid integer, unable to parse string as an integer");
  const digits = m[2].replace(/_/g, "").replace(/^0+(?=.)/, "");
  const negative = m[1] === "-" && digits !== "0";
  if (p.least !== undefined && (negative || above(String(p.least), digits)))
    return wrong("greater_than_equal", `Input should be greater than or equal to ${p.least}`, { ge: p.least });
  if (p.most !== undefined && above(digits, String(p.most)))
    return wrong("less_than_equal", `Input should be less than or equal to ${p.most}`, { le: p.most });
  return { digits: digits, negative: negative };
};

// windowOf reads offset and limit. value gives a parameter of the query.
const windowOf = (endpoint, value) => {
  const mistakes = [];
  const window = {};
  endpoint.query.forEach((p) => {
    const text = value(p.name);
    const n = text === undefined ? { digits: String(p.default) } : integer(p, "query", text);
    if (n.mistake) mistakes.push(n.mistake);
    window[p.name] = n.digits;
  });
  return mistakes.length ? { refused: refused(422, { detail: mistakes }) } : window;
};

// keyOf reads what stands in the path: the name of it in file names, or the
// answer where it is none.
const keyOf = (endpoint, text) => {
  const key = endpoint.key;
  if (!key.pattern) {
    const n = integer(key, "path", text);
    if (n.mistake) return { refused: refused(422, { detail: [n.mistake] }) };
    if (n.negative || above(n.digits, LARGEST)) return { refused: detail(404, endpoint.missing) };
    return { name: n.digits };
  }
  const bare = text.startsWith(PREFIX) ? text.slice(PREFIX.length) : text;
  if (bare === "") return { refused: detail(400, key.empty) };
  if (!new RegExp(key.pattern).test(bare) || (key.decimal && above(bare, LARGEST)))
    return { refused: detail(400, key.malformed) };
  return { name: bare.toLowerCase() };
};
