package devchain

import (
	"fmt"
	"strings"
)

// The makes of machines.
var (
	charger = kind{"voltway", `{"sessions":%d,"kwh":%d}`}
	robot   = kind{"parcelbot", `{"deliveries":%d,"km":%d}`}
	weather = kind{"skygrid", `{"readings":%d,"temperature_c":%d}`}
	vending = kind{"snackport", `{"sales":%d,"slots_left":%d}`}
	scooter = kind{"glide", `{"rides":%d,"battery_percent":%d}`}
	solar   = kind{"sunroof", `{"hours":%d,"kwh":%d}`}
	cleaner = kind{"tidybot", `{"runs":%d,"square_meters":%d}`}
	printer = kind{"layerworks", `{"jobs":%d,"grams":%d}`}
)

// operators of the default fleet, in the order in which they set up.
var operators = []operator{
	{name: "voltway", state: "an operator with 45 machines"},
	{name: "parcelbot", state: "an operator that is a machine itself"},
	{name: "skygrid", state: "an operator that machines name but whose DID holds no list", noList: true},
	{name: "snackport", state: "a list with unregistered and non-integer entries",
		list: `[53,999999,"54",54,-1,54.0,1.5,null,0,[53],54]`},
	{name: "glide", state: "a DID whose machineId names somebody else's machine", extra: []attribute{{name: "machineId", value: "1"}}},
	{name: "sunroof", state: "a list that is no JSON", list: "57, 58"},
}

// operator is an account that registers machines and submits their events.
type operator struct {
	name, state string
	noList      bool
	list        string // attribute machines, where it is not the list of its machines
	extra       []attribute
}

// ratedMachines show each rating.
func ratedMachines() []machine {
	return []machine{
		{state: "rating AAA", rating: "AAA", visibility: "onchain",
			events: []series{{since: 103, currency: "USD", amount: 260_000, trust: 2, recent: 120}}},
		{state: "rating AA", rating: "AA", visibility: "onchain", events: []series{earnings(103, 2600, 1)}},
		{state: "rating A", rating: "A", visibility: "onchain", events: []series{earnings(80, 280, 1)}},
		{state: "rating BBB", rating: "BBB", visibility: "onchain", events: []series{earnings(70, 60, 0)}},
		{state: "rating BB", rating: "BB", visibility: "onchain", events: []series{work(40, 0)}},
		{state: "rating B", rating: "B", visibility: "onchain", events: []series{{since: 40, every: 2, kind: activity, amount: 40}}},
		{state: "rating NR, bonded but below 30", rating: "NR", visibility: "onchain",
			events: []series{{since: 50, until: 40, kind: activity, amount: 12}}},
		{state: "rating Provisioned, no events", rating: "Provisioned"},
		{state: "rating Provisioned, too few qualifying events", rating: "Provisioned", visibility: "onchain",
			events: []series{{since: 30, every: 10, kind: activity, amount: 7}}},
		{state: "rating Provisioned, too short a history", rating: "Provisioned", visibility: "onchain",
			events: []series{{since: 2, perWeek: 4, currency: "USD", amount: 9_000}}},
		{state: "rating Provisioned, revenue below the daily minimum", rating: "Provisioned", visibility: "onchain",
			events: []series{earnings(50, 6, 1)}},
	}
}

// judgedMachines show what flags, overrides, trust and trends do.
func judgedMachines() []machine {
	return []machine{
		{state: "negative flag younger than 180 days", rating: "A", visibility: "onchain",
			events: []series{earnings(60, 700, 1)}, moments: []moment{{9, flag}}},
		{state: "negative flag older than 180 days", rating: "A", events: []series{earnings(60, 700, 1)},
			moments: []moment{{40, flag}}},
		{state: "negative flag older than 2020", rating: "A", events: []series{earnings(60, 700, 1)},
			moments: []moment{{beforeJump, flag}}},
		{state: "negative flag that was lifted", rating: "A", events: []series{earnings(60, 700, 1)},
			moments: []moment{{30, flag}, {20, unflag}}},
		{state: "trust override of 90", rating: "AA", visibility: "onchain", events: []series{earnings(60, 700, 0)},
			moments: []moment{{15, trustOverride(90)}}},
		{state: "trust override of 0", rating: "BBB", events: []series{earnings(60, 700, 2)},
			moments: []moment{{15, trustOverride(0)}}},
		{state: "trust override that was taken back", rating: "AA", events: []series{earnings(60, 700, 2)},
			moments: []moment{{15, trustOverride(1)}, {14, noTrustOverride}}},
		{state: "trust level 0", rating: "BBB", visibility: "onchain", events: []series{earnings(45, 150, 0)}},
		{state: "trust level 1", rating: "A", visibility: "onchain", events: []series{earnings(45, 150, 1)}},
		{state: "trust level 2", rating: "A", visibility: "onchain", events: []series{earnings(45, 150, 2)}},
		{state: "every trust level", rating: "A", visibility: "onchain",
			events: []series{earnings(45, 90, 0), earnings(45, 90, 1), earnings(45, 90, 2)}},
		{state: "self-reported with more than a year of history", rating: "A", visibility: "onchain",
			events: []series{earnings(100, 240, 0)}},

		{state: "revenue trend down", rating: "A", visibility: "onchain",
			events: []series{{since: 52, currency: "USD", amount: 50_000, trust: 1, recent: 60}}},
		{state: "revenue trend insufficient", rating: "BB",
			events: []series{{since: 60, until: 12, currency: "USD", amount: 50_000, trust: 1}}},
		{state: "more than 100 events", rating: "AAA", visibility: "onchain",
			events: []series{{since: 75, perWeek: 3, currency: "USD", amount: 90_000, trust: 2}}},
		{state: "visibility private with a data_api", rating: "A", visibility: "private",
			did: []attribute{{name: "data_api", value: "https://api.voltway.example/units/28"}}, events: []series{earnings(60, 300, 1)}},
		{state: "DID with a documentation_url that is markup", rating: "A", visibility: "onchain",
			did:    []attribute{{name: "documentation_url", value: `javascript:alert("<script>alert(1)</script>")`}},
			events: []series{earnings(60, 300, 1)}},
	}
}

// voltwayMachines are the 45 of one operator, who submits all their events of a
// week in one batch.
func voltwayMachines() []machine {
	fleet := append(ratedMachines(), machine{state: "unbonded", rating: "NR", unbonded: true, noNFT: true, visibility: "onchain"})
	fleet = append(fleet, judgedMachines()...)
	fleet = append(fleet, []machine{
		{state: "status Rejected", rating: "A", events: []series{earnings(60, 300, 1)}, moments: []moment{{50, reject}}},
		{state: "status Deactivated", rating: "BB", events: []series{{since: 60, until: 16, currency: "USD", amount: 30_000, trust: 1}},
			moments: []moment{{9, deactivate}}},
		{state: "events through the batch precompile", rating: "A", visibility: "onchain", events: []series{earnings(60, 300, 1)}},
	}...)
	for n := len(fleet); n < 45; n++ {
		fleet = append(fleet, machine{
			state: fmt.Sprintf("a plain charger, number %d", n-31), rating: "A", visibility: "onchain",
			events: []series{earnings(30+n, 150+int64(n)*10, 1)}, moments: []moment{{30 + n, verifyMachine}},
		})
	}
	for i := range fleet {
		fleet[i].operator, fleet[i].kind = "voltway", charger
	}
	return fleet
}

// partnerMachines have their partner's data fetched, one way or another.
func partnerMachines() []machine {
	return []machine{
		{state: "visibility public with a data_api", rating: "A", kind: robot, operator: "parcelbot", visibility: "public",
			did: []attribute{{name: "data_api", value: "http://partner.demo/robots/46"}}, events: []series{earnings(60, 300, 1)}},
		{state: "visibility public without a data_api", rating: "A", kind: robot, operator: "parcelbot", visibility: "public",
			events: []series{earnings(60, 300, 1)}},
		{state: "visibility public with an unsafe data_api", rating: "A", kind: robot, operator: "parcelbot", visibility: "public",
			did: []attribute{{name: "data_api", value: "http://169.254.169.254/latest/meta-data/"}}, events: []series{earnings(60, 300, 1)}},
		{state: "visibility public with a malformed data_api", rating: "A", kind: robot, operator: "parcelbot", visibility: "public",
			did: []attribute{{name: "data_api", value: "http://[::1/robots"}}, events: []series{earnings(60, 300, 1)}},
		{state: "visibility public with a data_api that redirects", rating: "A", kind: robot, operator: "parcelbot", visibility: "public",
			did: []attribute{{name: "data_api", value: "http://partner.demo/redirect"}}, events: []series{earnings(60, 300, 1)}},
		{state: "unrecognised visibility", rating: "A", kind: robot, operator: "parcelbot", visibility: "friends",
			events: []series{earnings(60, 300, 1)}},
	}
}

// currencyMachines earn in many currencies.
func currencyMachines() []machine {
	return []machine{
		{state: "all 25 currencies", rating: "A", kind: vending, operator: "snackport", visibility: "onchain", events: everyCurrency()},
		{state: "an unsupported currency", rating: "A", kind: vending, operator: "snackport", visibility: "onchain",
			events: []series{earnings(50, 300, 1), {since: 45, every: 5, currency: "DOGE", amount: 1_000, trust: 1}}},
		{state: "a currency whose rate is stale", rating: "BBB", kind: vending, operator: "snackport", visibility: "onchain",
			events: []series{{since: currencyWeek, currency: staleCurrency, amount: 100_000, trust: 1}}},
	}
}

func otherMachines() []machine {
	fleet := append(partnerMachines(), machine{state: "an operator attribute that is not the registered operator", rating: "BB", kind: weather, operator: "skygrid", visibility: "onchain",
		did: []attribute{{name: "operator", value: did(accountOf("operator voltway").address)}}, events: []series{work(50, 0)}})
	fleet = append(fleet, currencyMachines()...)
	return append(fleet, []machine{
		{state: "a wallet whose machineId names another machine", rating: "BB", kind: scooter, operator: "glide", visibility: "onchain",
			did: []attribute{{name: "machineId", value: "3"}}, events: []series{work(50, 1)}},
		{state: "a wallet whose machineId names an unregistered id", rating: "BB", kind: solar, operator: "sunroof", visibility: "onchain",
			did: []attribute{{name: "machineId", value: "88888888"}}, events: []series{work(50, 1)}},
		{state: "a planted attribute", rating: "BBB", kind: solar, operator: "sunroof", visibility: "onchain",
			events: []series{work(50, 2)}, moments: []moment{{33, plant}}},

		{state: "no DID attributes at all", rating: "BB", kind: weather, noDID: true, events: []series{work(50, 0)}},
		{state: "a DID without machineId", rating: "BB", kind: weather, visibility: "onchain",
			did: []attribute{{name: "machineId"}}, events: []series{work(50, 0)}},
		{state: "no NFT", rating: "BB", kind: weather, visibility: "onchain", noNFT: true, events: []series{work(50, 0)}},
		{state: "an NFT that was sold", rating: "BB", kind: weather, visibility: "onchain", events: []series{work(50, 0)},
			moments: []moment{{25, sell}}},
		{state: "an nftTokenId that is another machine's", rating: "BB", kind: weather, visibility: "onchain",
			did: []attribute{{name: "nftTokenId", value: "2"}}, events: []series{work(50, 0)}},
		{state: "an expired attribute", rating: "BB", kind: weather, visibility: "onchain",
			did:    []attribute{{name: "documentation_url", value: "https://docs.skygrid.example/campaign", validFor: 20}},
			events: []series{work(50, 0)}},
		{state: "a machineId in hexadecimal", rating: "BB", kind: weather, visibility: "onchain",
			did: []attribute{{name: "machineId", value: "0x41"}}, events: []series{work(50, 0)}},
		{state: "a machineId as a 32-byte word", rating: "BB", kind: weather, visibility: "onchain",
			did: []attribute{{name: "machineId", value: strings.Repeat("\x00", 31) + "\x42"}}, events: []series{work(50, 0)}},
		{state: "a machine without a wallet", rating: "BB", kind: weather, visibility: "onchain", events: []series{work(50, 0)},
			moments: []moment{{0, unplug}}},
		{state: "metadata of every shape", rating: "BBB", kind: printer, visibility: "onchain", events: everyMetadata()},
		{state: "events through a smart account", rating: "A", kind: cleaner, smart: true, visibility: "onchain",
			events: []series{earnings(60, 250, 1), work(60, 1)}},
		{state: "records without a currency alone", rating: "B", kind: cleaner, visibility: "onchain",
			events: []series{{since: 60, until: currencyWeek + 1, currency: "USD", amount: 25_000, trust: 1}}},
		{state: "several events in one transaction, where one inner call reverts", rating: "A", kind: cleaner, visibility: "onchain",
			events: []series{earnings(60, 250, 1)}, moments: []moment{{6, halfFailed}}},
		{state: "an event of a huge value", rating: "BB", kind: cleaner, visibility: "onchain",
			events: []series{work(50, 0)}, moments: []moment{{5, huge}}},
		{state: "a machine that is an operator", rating: "BB", kind: robot, proxy: "parcelbot", visibility: "onchain",
			events: []series{work(50, 1)}},
		{state: "visibility public with a data_api that answers too much", rating: "BB", kind: robot, visibility: "public",
			did: []attribute{{name: "data_api", value: "http://partner.demo/huge"}}, events: []series{work(50, 1)}},
		{state: "visibility public with a data_api that answers no object", rating: "BB", kind: robot, visibility: "public",
			did: []attribute{{name: "data_api", value: "http://partner.demo/list"}}, events: []series{work(50, 1)}},
		{state: "an empty operator attribute", rating: "BB", kind: weather, visibility: "onchain",
			did: []attribute{{name: "operator", blank: true}}, events: []series{work(50, 0)}},
		{state: "an attribute of 2560 bytes", rating: "BB", kind: weather, visibility: "onchain",
			did:    []attribute{{name: "documentation_url", value: "https://docs.skygrid.example/" + strings.Repeat("x", 2531)}},
			events: []series{work(50, 0)}},
	}...)
}

// everyCurrency is one week after the other in each currency, about 400 USD a time.
func everyCurrency() []series {
	var list []series
	for w := currencyWeek; w >= 0; w-- {
		c := currencies[w%len(currencies)]
		list = append(list, series{since: w, until: w, currency: c.code, amount: c.minor(400), trust: 1})
	}
	return list
}

// everyMetadata is a year of work, and in its midst each shape that metadata
// can have.
func everyMetadata() []series {
	shapes := []string{
		`{"job":"bracket","material":{"name":"PLA","grams":12.50},"id":12345678901234567890}`,
		`[1,2,3]`,
		`"a string"`,
		`null`,
		`not JSON at all`,
		`{"a":1,"a":2}`,
		"\xff\xfe broken \xc3\x28 UTF-8",
		"{\"broken\":\"\xff\"}",
		`{"note":"</script><script>alert('x')</script><img src=x onerror=alert(1)>"}`,
		"<b onmouseover=alert(1)>\u202egnp.exe\u2028\x00",
		`{"deep":` + strings.Repeat("[", 1000) + strings.Repeat("]", 1000) + `}`,
		`{"text":"` + strings.Repeat("x", 4085) + `"}`,
		`{"__proto__":{"a":1},"constructor":"x"}`,
	}
	list := []series{work(60, 2), {since: 31, until: 31, kind: activity, amount: 1, trust: 2, bare: true}}
	for i, shape := range shapes {
		list = append(list, series{since: 30 - i, until: 30 - i, kind: activity, amount: 1, trust: 2, metadata: shape})
	}
	return list
}
