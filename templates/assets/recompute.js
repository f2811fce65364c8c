// Computes a card's score again from its published inputs: the gates, the
// five components and the letter, on integers throughout.
(() => {
	"use strict";
	const names = ["Revenue", "Trend", "Cadence", "Trust", "Bond"];
	const letters = [[95n, "AAA"], [85n, "AA"], [75n, "A"], [60n, "BBB"], [45n, "BB"], [30n, "B"]];
	const big = (n) => BigInt(n);

	const revenuePoints = (rate, steps) => {
		for (let i = 1; i < steps.length; i++) {
			const [c0, p0] = steps[i - 1].map(big);
			const [c1, p1] = steps[i].map(big);
			if (rate < c1) return rate < c0 ? p0 : p0 + ((p1 - p0) * (rate - c0)) / (c1 - c0);
		}
		return steps.length ? big(steps[steps.length - 1][1]) : 0n;
	};

	const trendPoints = (now, before, m) => {
		const [up, stable, down, insufficient] = m.trend_points.map(big);
		if (before === 0n) return insufficient;
		if (now * 100n >= before * big(100 + m.trend_band_percent)) return up;
		if (now * 100n <= before * big(100 - m.trend_band_percent)) return down;
		return stable;
	};

	const trustPermille = (x, m) => {
		let p = x.trust_events > 0 ? big(x.trust_weight) / big(x.trust_events) : 0n;
		if (x.trust_override !== null) p = big(x.trust_override) * 10n;
		return x.penalized ? (p * big(m.penalty_permille)) / 1000n : p;
	};

	const rate = ({ model: m, inputs: x }) => {
		const most = m.points.map(big);
		const points = [
			revenuePoints((big(x.revenue_cents) * 30n) / big(x.days), m.revenue_steps),
			trendPoints(big(x.current_cents), big(x.previous_cents), m),
			(most[2] * big(x.active_weeks)) / big(m.cadence_weeks),
			(most[3] * trustPermille(x, m)) / 1000n,
			x.bonded ? most[4] : 0n,
		];
		const sum = points.reduce((a, b) => a + b, 0n);
		return { points, ...grade(m, x, (sum + 500n) / 1000n) };
	};

	const grade = (m, x, score) => {
		if (!x.bonded && !m.skip_provisioned_gate) return { score: 0n, letter: "NR" };
		if (x.qualifying_events < m.min_qualifying_events || x.history_seconds < m.min_history_days * 86400) {
			return { score: 0n, letter: "Provisioned" };
		}
		const found = letters.find(([least]) => score >= least);
		return found ? { score, letter: found[1] } : { score: 0n, letter: "NR" };
	};

	const show = (mp) => (Number(mp) / 1000).toFixed(3);

	const row = (kind, cells) => {
		const tr = document.createElement("tr");
		cells.forEach((text, i) => {
			const cell = document.createElement(kind === "th" || i === 0 ? "th" : "td");
			if (cell.tagName === "TH") cell.scope = kind === "th" ? "col" : "row";
			cell.textContent = text;
			tr.append(cell);
		});
		return tr;
	};

	const report = (published, again) => {
		const table = document.createElement("table");
		table.append(row("th", ["Component", "Published", "Recomputed"]));
		names.forEach((name, i) => table.append(row("td", [name, show(published.points[i]), show(again.points[i])])));
		table.append(row("td", ["Score", `${published.score} ${published.letter}`, `${again.score} ${again.letter}`]));
		const same =
			published.points.every((p, i) => big(p) === again.points[i]) &&
			big(published.score) === again.score && published.letter === again.letter;
		const verdict = document.createElement("p");
		verdict.className = same ? "notice" : "notice bad";
		verdict.textContent = same
			? "Agrees: the inputs give the published points, score and rating."
			: "Does not agree: the inputs give another result than the published one.";
		return [verdict, table];
	};

	const button = document.getElementById("recompute");
	const data = JSON.parse(document.getElementById("inputs").textContent);
	button.addEventListener("click", () => {
		document.getElementById("recomputed").replaceChildren(...report(data.result, rate(data)));
	});
})();
