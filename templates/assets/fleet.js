// Searches, filters and orders the fleet over the index in index/search/,
// whose files are loaded as they are needed, and shows what changed.
(() => {
	"use strict";
	const letters = ["AAA", "AA", "A", "BBB", "BB", "B", "NR", "Provisioned"];
	const root = new URL("../", document.currentScript.src);
	const form = document.getElementById("search");
	const body = document.getElementById("rows");
	const found = document.getElementById("found");
	const pages = document.getElementById("pages");
	const pageSize = (body && body.rows.length) || 25;
	const has = form ? form.dataset : {}; // the pages that there are

	// Loading: each file once.
	const files = new Map();
	const load = (path) => {
		if (!files.has(path)) {
			files.set(path, fetch(new URL(path, root)).then((answer) => {
				if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
				return answer.json();
			}));
			files.get(path).catch(() => files.delete(path));
		}
		return files.get(path);
	};
	const part = (name) => load(`index/search/${name}.json`);

	// Numbers of any size, as decimal text.
	const before = (a, b) => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);

	// The last of the ascending firsts that is not after key, or -1.
	const shardOf = (firsts, key) => {
		let low = 0, high = firsts.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (before(firsts[middle], key) <= 0) low = middle + 1;
			else high = middle;
		}
		return low - 1;
	};

	const byID = async (index, id) => {
		const shard = shardOf(index.first, id);
		if (shard < 0) return [];
		const rows = await part(`rows/${shard}`);
		const i = rows.findIndex((row) => row[0] === id);
		return i < 0 ? [] : [shard * index.rows + i];
	};

	const byToken = async (index, token) => {
		const shard = shardOf(index.tokens, token);
		if (shard < 0) return [];
		return (await part(`tokens/${shard}`)).filter(([t]) => t === token).map(([, position]) => position);
	};

	const byAddress = async (index, hex) => {
		if (hex.length < index.digits) throw new Error(`Type at least ${index.digits} digits of the address`);
		const name = index.digits ? hex.slice(0, index.digits) : "all";
		const shard = index.addresses.includes(name) ? await part(`addresses/${name}`) : { wallets: [], operators: [] };
		const match = ([address]) => address.startsWith(hex);
		return {
			positions: shard.wallets.filter(match).map(([, position]) => position),
			operators: shard.operators.filter(match),
		};
	};

	// What a query may name: an address, an id or a token, alone or in a DID.
	const search = async (index, text) => {
		const query = text.trim().toLowerCase().replace(/^did(:|%3a)peaq(:|%3a)/, "");
		if (query === "") return { positions: null, operators: [] };
		if (/^0x[0-9a-f]{0,40}$/.test(query)) return byAddress(index, query.slice(2));
		if (!/^#?[0-9]{1,78}$/.test(query)) throw new Error("Type an id, an address, a DID or a token number");
		const number = query.replace("#", "").replace(/^0+(?=.)/, "");
		const [ids, tokens] = await Promise.all([byID(index, number), byToken(index, number)]);
		return { positions: [...new Set([...ids, ...tokens])], operators: [] };
	};

	const accept = (choice, states) => (position) => {
		const state = states[position];
		return (!choice.rating || letters[state & 7] === choice.rating) &&
			(!choice.bond || String((state >> 3) & 1) === choice.bond) &&
			(!choice.flag || String((state >> 4) & 1) === choice.flag);
	};

	const arrange = async (choice, index, positions) => {
		let list = positions || Array.from({ length: index.machines }, (_, i) => i);
		if (choice.rating || choice.bond || choice.flag) list = list.filter(accept(choice, await part("state")));
		if (choice.sort === "newest") return list.sort((a, b) => b - a);
		if (!choice.sort) return list.sort((a, b) => a - b);
		const key = await part(choice.sort);
		return list.sort((a, b) => key[b] - key[a] || a - b);
	};

	const rowsAt = (index, positions) => Promise.all(positions.map(async (position) => {
		const shard = await part(`rows/${Math.floor(position / index.rows)}`);
		return shard[position % index.rows];
	}));

	// Drawing: the same cells as the server's table.
	const group = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ",");
	const money = (cents) => {
		const s = cents.padStart(3, "0");
		const dollars = s.slice(0, -2);
		if (dollars.length > 15) return `$${dollars[0]}.${dollars.slice(1, 3)}e${dollars.length - 1}`;
		return `$${group(dollars)}.${s.slice(-2)}`;
	};
	const short = (a) => (a.length > 14 ? `${a.slice(0, 6)}…${a.slice(-4)}` : a);
	const element = (tag, content, attributes = {}) => {
		const e = document.createElement(tag);
		for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, value);
		e.append(...[content].flat());
		return e;
	};
	const link = (path, content) => element("a", content, { href: new URL(path, root).href });
	const code = (text) => element("code", text);
	const fleet = (operator, text) => operator && "fleets" in has ? link(`fleet/${operator.toLowerCase()}.html`, code(text)) : code(text);

	// A long number shows its ends; the middle stays in the text.
	const long = (n) => n.length > 16;
	const number = (n) => (long(n) ? ["#", element("span", [
		element("span", n.slice(0, 8)), element("span", n.slice(8, -6)), n.slice(-6)], { class: "id" })] : "#" + n);
	const copyable = (n, content) => element("span", content, long(n) ? { class: "copyable", "data-copy": "" } : {});
	const name = (id, card) => copyable(id, card && "cards" in has ? link(`card/${id}.html`, number(id)) : number(id));

	const cells = {
		wallet: (text) => code(short(text)),
		fleet: (text) => fleet(text, short(text)),
		token: (text) => copyable(text, number(text)),
		word: (text) => text,
	};

	const draw = (columns) => ([id, card, letter, score, bonded, flagged, events, revenue, texts]) => element("tr", [
		element("th", name(id, card), { scope: "row" }),
		element("td", element("b", letter, { class: score > 0 ? "tag" : "tag none" })),
		element("td", String(score), { class: "n" }),
		...texts.map((text, i) => element("td", text && cells[columns[i]](text))),
		element("td", (bonded ? "Bonded" : "Unbonded") + (flagged ? ", flagged" : "")),
		element("td", group(String(events)), { class: "n" }),
		element("td", money(revenue), { class: "n" }),
	]);

	const drawOperator = (columns) => ([hex, machines]) => {
		const row = element("tr", [element("th", "Operator", { scope: "row" }), element("td", [
			fleet("0x" + hex, "0x" + hex), ` ${plural(machines, "machine")}`])]);
		row.lastChild.colSpan = 5 + columns.length;
		return row;
	};

	const plural = (n, noun) => `${group(String(n))} ${noun}${n === 1 ? "" : "s"}`;

	// The form. Its state lives in the address's hash, so a result can be linked to.
	let page = 0;
	let turn = 0;

	const choices = () => Object.fromEntries([...new FormData(form)].map(([k, v]) => [k, String(v)]));

	const remember = (choice) => {
		const state = new URLSearchParams(Object.entries(choice).filter(([, v]) => v !== ""));
		if (page > 0) state.set("page", String(page + 1));
		history.replaceState(null, "", state.size ? "#" + state : location.pathname + location.search);
	};

	const restore = () => {
		const state = new URLSearchParams(location.hash.slice(1));
		for (const field of form.elements) {
			if (field.name && state.has(field.name)) field.value = state.get(field.name);
		}
		page = Math.max(0, (parseInt(state.get("page"), 10) || 1) - 1);
		return [...form.elements].some((field) => field.name && field.value) || page > 0;
	};

	const show = ({ columns }, list, operators, rows) => {
		const last = Math.max(0, Math.ceil(list.length / pageSize) - 1);
		body.replaceChildren(...operators.slice(0, pageSize).map(drawOperator(columns)), ...rows.map(draw(columns)));
		const from = page * pageSize;
		const shown = list.length > pageSize ? `, ${group(String(from + 1))} to ${group(String(from + rows.length))}` : "";
		found.textContent = plural(list.length, "machine") + shown + (operators.length ? ` and ${plural(operators.length, "operator")}` : "") + ".";
		setPager(last);
	};

	const setPager = (last) => {
		pages.querySelector("[data-step='-1']").disabled = page === 0;
		pages.querySelector("[data-step='1']").disabled = page >= last;
	};

	// Of answers that overtake each other only the latest is shown.
	const update = async () => {
		const mine = ++turn;
		const choice = choices();
		remember(choice);
		try {
			const index = await part("index");
			const { positions, operators } = await search(index, choice.q);
			const list = await arrange(choice, index, positions);
			page = Math.min(page, Math.max(0, Math.ceil(list.length / pageSize) - 1));
			const rows = await rowsAt(index, list.slice(page * pageSize, (page + 1) * pageSize));
			if (mine === turn) show(index, list, operators, rows);
		} catch (error) {
			if (mine !== turn) return;
			body.replaceChildren();
			setPager(0);
			found.textContent = error.message + ".";
		}
	};

	const start = () => {
		let timer = 0;
		form.addEventListener("input", () => {
			clearTimeout(timer);
			page = 0;
			timer = setTimeout(update, 150);
		});
		form.addEventListener("submit", (event) => {
			event.preventDefault();
			update();
		});
		pages.addEventListener("click", (event) => {
			page += Number(event.target.dataset.step) || 0;
			update();
		});
		if (restore()) update();
		else setPager(Math.ceil(Number(form.dataset.count) / pageSize) - 1);
	};

	// The beginning of changes.json, up to its lists of paths: those may be long,
	// and are not for people. Undefined where even the beginning is too long.
	const readChanges = async () => {
		const answer = await fetch(new URL("index/changes.json", root));
		if (!answer.ok) throw new Error(`changes.json answered ${answer.status}`);
		const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
		for (let text = ""; text.length < 100000;) {
			const { value, done } = await reader.read();
			if (done) return JSON.parse(text);
			text += value;
			const end = text.indexOf('"changed_paths"');
			if (end < 0) continue;
			reader.cancel();
			return JSON.parse(text.slice(0, text.lastIndexOf(",", end)) + "}");
		}
		reader.cancel();
	};

	const drawChange = ({ machine_id: id, from, to }) => element("li", [
		name(id, true),
		element("span", `${from.mcr} ${from.mcr_score} → ${to.mcr} ${to.mcr_score}`),
	]);

	const summary = (changes) => {
		if (!changes) return "There are too many changes to list here.";
		if (!changes.previous) return "This is the first snapshot.";
		const { added, removed, rerated } = changes;
		const letter = rerated.filter(({ from, to }) => from.mcr !== to.mcr).length;
		return `${plural(added.length, "machine")} added, ${group(String(removed.length))} removed, ` +
			`${plural(letter, "rating")} and ${plural(rerated.length, "score")} changed.`;
	};

	// Changed ratings come before scores that moved within one.
	const showChanges = async () => {
		const place = document.querySelector("[data-changes]");
		const changes = await readChanges();
		const list = changes && changes.previous ? changes.rerated : [];
		list.sort((a, b) => (a.from.mcr === a.to.mcr) - (b.from.mcr === b.to.mcr));
		place.append(element("p", summary(changes)), element("ul", list.slice(0, 4).map(drawChange), { class: "rank" }));
	};

	if (location.protocol === "file:") {
		if (form) form.hidden = pages.hidden = true; // browsers do not load files from a disk
		return;
	}
	if (form) start();
	showChanges().catch(() => {});
})();
