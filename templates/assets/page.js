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

	const addCopy = (element) => {
		const button = document.createElement("button");
		button.type = "button";
		button.className = "copy";
		button.setAttribute("aria-label", "Copy " + element.dataset.copy.slice(0, 60));
		button.append(icon(sheets));
		button.addEventListener("click", async () => {
			await write(element.dataset.copy);
			button.classList.add("done");
			button.replaceChildren(icon(tick));
			setTimeout(() => {
				button.classList.remove("done");
				button.replaceChildren(icon(sheets));
			}, 1500);
		});
		element.append(button);
	};

	document.querySelectorAll("[data-copy]").forEach(addCopy);
	snapshot().catch(() => {});
})();
