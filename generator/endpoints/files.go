package endpoints

// What both generations answer alike.
var (
	operatorPage = Family{
		Name: "operator", Route: "/operator/{did}/machines", Files: "operator/{account}/machines", Type: JSON, Cache: Data,
		NotFound: notFound, Body: OperatorBody, Of: OfOperator, Proof: Derived,
		Endpoint: &Endpoint{
			ID: "getOperatorMachines", Summary: "The machines of an operator, page by page",
			Key: &Parameter{Name: "did", Grammar: AccountDID, Meaning: "The operator: did:peaq: and its account, or the account alone. The hex digits may be of either case."},
			Query: []*Parameter{
				{Name: "offset", Grammar: Integer, Least: new(0), Default: 0, Meaning: "Entries of the operator's list before the page"},
				{Name: "limit", Grammar: Integer, Least: new(1), Most: new(PageSize), Default: PageSize, Meaning: "Entries of the operator's list that the page covers"},
			},
			Details: Details{400: {emptyDID, invalidAddress}, 422: nil, 503: noService},
		},
	}
	operatorPages = Family{
		Name: "operator-page", Route: "/operator/{did}/machines.p/{offset}", Files: "operator/{account}/machines.p/{offset}", Step: PageSize,
		Type: JSON, Cache: Data, NotFound: notFound, Body: OperatorBody, Of: OfOperator, Proof: Derived,
	}
	health = Family{
		Name: "health", Route: "/health", Files: "health", Type: JSON, Cache: Pointer, Body: HealthBody, Proof: Unproven,
		Endpoint: &Endpoint{ID: "getHealth", Summary: "Whether the server runs", Unlimited: true},
	}
	ready = Family{
		Name: "ready", Route: "/ready", Files: "ready", Type: JSON, Cache: Pointer, Body: ReadyBody, Proof: Unproven,
		Endpoint: &Endpoint{ID: "getReady", Summary: "Whether the data is there and young enough", Unlimited: true, Details: Details{503: nil}},
	}

	tokenID   = &Parameter{Name: "token_id", Grammar: Integer, Least: new(1), Meaning: "The token"}
	machineID = &Parameter{Name: "machine_id", Grammar: Integer, Meaning: "Machine id of the registry"}
)

// files are what a tree of either generation holds beside the API.
var files = []Family{
	{Name: "openapi", Route: "/openapi.json", Files: "openapi.json", Type: JSON, Proof: Unproven},

	{
		Name: "snapshot", Route: "/index/snapshot.json", Files: "index/snapshot.json",
		Type: JSON, Cache: Pointer, Body: SnapshotIndex, Proof: Derived,
	},
	{
		Name: "snapshot-signature", Route: "/index/snapshot.json.minisig", Files: "index/snapshot.json.minisig",
		Type: Text, Cache: Pointer, Proof: Unproven,
	},
	{
		Name: "snapshots", Route: "/index/snapshots/{name}", Files: "index/snapshots/{name}",
		Cache: Immutable, Proof: Unproven,
	},
	{
		Name: "manifest", Route: "/index/files/{name}.txt", Files: "index/files/{name}.txt",
		Type: Text, Cache: Immutable, Proof: Unproven,
	},
	{
		Name: "schema", Route: "/index/schema/{name}.json", Files: "index/schema/{name}.json",
		Type: JSON, Proof: Unproven,
	},
	{
		Name: "search", Route: "/index/search/{path}.json", Files: "index/search/{path}.json",
		Type: JSON, Output: Search, Proof: Derived,
	},
	{
		Name: "index-machines", Route: "/index/machines.json", Files: "index/machines.json",
		Type: JSON, Body: MachinesIndex, Proof: Derived,
	},
	{
		Name: "index-machines-more", Route: "/index/machines/{offset}.json", Files: "index/machines/{offset}.json",
		Type: JSON, Step: IndexSize, Body: MachinesIndex, Proof: Derived,
	},
	{
		Name: "index-left", Route: "/index/left.json", Files: "index/left.json",
		Type: JSON, Body: LeftIndex, Proof: Derived,
	},
	{
		Name: "index-left-more", Route: "/index/left/{offset}.json", Files: "index/left/{offset}.json",
		Type: JSON, Step: IndexSize, Body: LeftIndex, Proof: Derived,
	},
	{
		Name: "index-operators", Route: "/index/operators.json", Files: "index/operators.json",
		Type: JSON, Body: OperatorsIndex, Proof: Derived,
	},
	{
		Name: "index-operators-more", Route: "/index/operators/{offset}.json", Files: "index/operators/{offset}.json",
		Type: JSON, Step: IndexSize, Body: OperatorsIndex, Proof: Derived,
	},
	{
		Name: "index-operator", Route: "/index/operators/{account}.json", Files: "index/operators/{account}.json",
		Type: JSON, Body: OperatorList, Of: OfOperator, Proof: Derived,
	},
	{
		Name: "index-unresolved", Route: "/index/unresolved.json", Files: "index/unresolved.json",
		Type: JSON, Body: UnresolvedIndex, Proof: Derived,
	},
	{
		Name: "index-findings", Route: "/index/findings.json", Files: "index/findings.json",
		Type: JSON, Body: FindingsIndex, Proof: Derived,
	},
	{
		Name: "index-findings-more", Route: "/index/findings/{offset}.json", Files: "index/findings/{offset}.json",
		Type: JSON, Step: IndexSize, Body: FindingsIndex, Proof: Derived,
	},
	{
		Name: "index-model", Route: "/index/model.json", Files: "index/model.json",
		Type: JSON, Body: ModelIndex, Proof: Derived,
	},
	{
		Name: "index-vectors", Route: "/index/vectors.json", Files: "index/vectors.json",
		Type: JSON, Body: VectorsIndex, Proof: Unproven,
	},
	{
		Name: "index-breakdown", Route: "/index/breakdown.json", Files: "index/breakdown.json",
		Type: JSON, Body: BreakdownIndex, Proof: Derived,
	},
	{Name: "index-rates", Route: "/index/rates.csv", Files: "index/rates.csv", Type: CSV, Proof: FromRates},
	{
		Name: "index-changes", Route: "/index/changes.json", Files: "index/changes.json",
		Type: JSON, Body: ChangesIndex, Proof: Unproven,
	},

	{
		Name: "export-ndjson", Route: "/export/machines.ndjson.gz", Files: "export/machines.ndjson.gz",
		Type: Gzip, Output: Exports, Proof: Derived,
	},
	{
		Name: "export-csv", Route: "/export/machines.csv.gz", Files: "export/machines.csv.gz",
		Type: Gzip, Output: Exports, Proof: Derived,
	},
	{
		Name: "export-parquet", Route: "/export/machines.parquet", Files: "export/machines.parquet",
		Type: Parquet, Output: Exports, Proof: Derived,
	},
	{
		Name: "export-events", Route: "/export/events.parquet", Files: "export/events.parquet",
		Type: Parquet, Output: Exports, Proof: Derived,
	},

	{
		Name: "card", Route: "/card/{id}.html", Files: "card/{id}.html",
		Type: HTML, Of: OfMachine, Output: Cards, Proof: Derived,
	},
	{
		Name: "fleet", Route: "/fleet/{account}.html", Files: "fleet/{account}.html",
		Type: HTML, Of: OfOperator, Output: Fleets, Proof: Derived,
	},
	{
		Name: "badge", Route: "/badge/{id}.svg", Files: "badge/{id}.svg",
		Type: SVG, Of: OfMachine, Output: Badges, Proof: Derived,
	},
	{Name: "home", Route: "/", Files: "index.html", Type: HTML, Proof: Derived},
	{Name: "methodology", Route: "/methodology.html", Files: "methodology.html", Type: HTML, Proof: Unproven},
	{Name: "about", Route: "/about.html", Files: "about.html", Type: HTML, Proof: Unproven},
	{Name: "docs", Route: "/docs/{name}.html", Files: "docs/{name}.html", Type: HTML, Proof: Unproven},
	{Name: "not-found", Route: "/404.html", Files: "404.html", Type: HTML, Proof: Unproven},
	{Name: "assets", Route: "/assets/{name}", Files: "assets/{name}", Proof: Unproven},
	{Name: "feed", Route: "/feed.xml", Files: "feed.xml", Type: Atom, Proof: Unproven},
	{Name: "sitemap", Route: "/sitemap.xml", Files: "sitemap.xml", Type: XML, Proof: Unproven},
	{
		Name: "sitemap-part", Route: "/sitemap/{name}.xml", Files: "sitemap/{name}.xml",
		Type: XML, Proof: Unproven,
	},
	{Name: "robots", Route: "/robots.txt", Files: "robots.txt", Type: Text, Proof: Unproven},
	{Name: "favicon", Route: "/favicon.ico", Files: "favicon.ico", Proof: Unproven},

	{Name: "host-headers", Files: "_headers", Type: Text, Proof: Unproven},
	{Name: "git-attributes", Files: ".gitattributes", Type: Text, Proof: Unproven},
	{Name: "host-redirects", Files: "_redirects", Type: Text, Proof: Unproven},
}
