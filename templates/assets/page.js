// Fills in the snapshot's block and time, and adds copy buttons.
(() => {
	"use strict";
	const root = new URL("../", document.currentScript.src);

	const minute = (t) => new Date(t * 1000).toISOString().slice(0, 16).replace("T", " ") + " UTC";

	const age = (seconds) => {
		const units = [["day", 86400], ["hour", 3600], ["minute", 60]];
		const [unit, size] = units.find(([, s]) => seconds >= 2 * s) || units[2];
		const n = Math.max(0, Math.floor(seconds / size));
		return `${n} ${unit}${n === 1 ? "" : "s"} ago`;
	};

	// snapshot.json names its block as {"block": {"number", "hash", "time"}}.
	const snapshot = async () => {
		const link = document.querySelector("[data-snapshot] a");
		if (!link || location.protocol === "file:") return;
		const answer = await fetch(new URL("index/snapshot.json", root));
		if (!answer.ok) return;
		const { block } = await answer.json();
		if (!block) return;
		link.textContent = `block ${Number(block.number).toLocaleString("en-US")}, ${minute(block.time)}`;
		link.title = block.hash;
		link.after(` (${age(Date.now() / 1000 - block.time)})`);
	};

	const icon = (d) => {
		const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
		svg.setAttribute("viewBox", "0 0 16 16");
		svg.setAttribute("aria-hidden", "true");
		const path = document.createElementNS(svg.namespaceURI, "path");
		path.setAttribute("d", d);
		svg.append(path);
		return svg;
	};
	const sheets = "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3";
	const tick = "M3 8.5l3.5 3.5L13 4.5";

	const write = async (text) => {
		if (navigator.clipboard) return navigator.clipboard.writeText(text);
		const area = document.createElement("textarea");
		area.value = text;
		document.body.append(area);
		area.select();
		document.execCommand("copy");
		area.remove();
	};

	// What data-copy says, or where it says nothing the long number within.
	const textOf = (element) => element.dataset.copy || (element.querySelector(".id") || element).textContent.trim();

	const addCopy = (element) => {
		const text = textOf(element);
		const button = document.createElement("button");
		button.type = "button";
		button.className = "copy";
		button.setAttribute("aria-label", "Copy " + (text.length > 60 ? `${text.slice(0, 30)}…${text.slice(-12)}` : text));
		button.append(icon(sheets));
		button.addEventListener("click", async () => {
			await write(text);
			button.classList.add("done");
			button.replaceChildren(icon(tick));
			setTimeout(() => {
				button.classList.remove("done");
				button.replaceChildren(icon(sheets));
			}, 1500);
		});
		element.append(button);
	};

	const addAll = (within) => within.querySelectorAll("[data-copy]").forEach(addCopy);

	addAll(document);
	// Rows that a script draws later have buttons too.
	new MutationObserver((changes) => {
		for (const { addedNodes } of changes) for (const node of addedNodes) if (node.matches && node.matches("tr, ul")) addAll(node);
	}).observe(document.getElementById("main"), { childList: true, subtree: true });
	snapshot().catch(() => {});
})();
