package devchain

import (
	"fmt"
	"strings"
)

// reissuedSubject is the credential subject of a machine that got another id.
const reissuedSubject = "unit reissued"

// rows is the whole default fleet of generation 2.0.
func (gen2) rows() ([]machine, []operator) {
	var fleet []machine
	fleet = append(fleet, ratedMachines()...)
	fleet = append(fleet, judgedMachines()...)
	fleet = append(fleet, pagedMachines()...)
	for n := len(fleet); n < 45; n++ {
		fleet = append(fleet, machine{state: fmt.Sprintf("a plain charger, number %d", n), rating: "A", visibility: "onchain",
			events: []series{earnings(30+n, 150+int64(n)*10, 1)}})
	}
	for i := range fleet {
		fleet[i].operator, fleet[i].kind = "voltway", charger
	}
	fleet = append(fleet, partnerMachines()...)
	fleet = append(fleet, currencyMachines()...)
	fleet = append(fleet, managedMachines()...)
	fleet = append(fleet, subscribedMachines()...)
	fleet = append(fleet, departedMachines()...)
	fleet = append(fleet, foreignMachines()...)
	fleet = append(fleet, arrivedMachines()...)
	return fleet, []operator{
		{name: "voltway", state: "an owner of 45 machines"},
		{name: "parcelbot", state: "an owner whose machines have partner data"},
		{name: "skygrid", state: "an owner that controls machines of others"},
		{name: "snackport", state: "an owner that trades in many currencies"},
		{name: "glide", state: "an owner of machines that come and go"},
		{name: "sunroof", state: "an operator of machines on other chains"},
	}
}

// pagedMachines have as many events as fill a page, and one more, and some.
func pagedMachines() []machine {
	filled := func(perWeek int) series {
		return series{since: 25, until: 1, perWeek: perWeek, currency: "USD", amount: 5_000, trust: 1}
	}
	return []machine{
		{state: "exactly 100 events", rating: "BBB", visibility: "onchain", events: []series{filled(4)}},
		{state: "exactly 101 events", rating: "BBB", visibility: "onchain",
			events: []series{filled(4), {since: 0, kind: activity, amount: 1, trust: 1}}},
		{state: "exactly 250 events", rating: "A", events: []series{filled(10)}},
		{state: "a record older than the window", rating: "BBB", visibility: "onchain",
			events: []series{{since: 100, until: 100, currency: "EUR", amount: 90_000, trust: 2}, earnings(20, 300, 1)}},
	}
}

// managedMachines show who may speak for a machine, and what is said.
func managedMachines() []machine {
	long := strings.Repeat("\xff\xfe\x00<script>", 373)[:4096]
	return []machine{
		{state: "a controller that is not the owner", rating: "BB", kind: weather, operator: "glide", controller: "skygrid", visibility: "onchain",
			events: []series{work(50, 0)}},
		{state: "no controller", rating: "BB", kind: weather, operator: "glide", controller: noController, visibility: "onchain",
			events: []series{work(50, 0)}},
		{state: "sold, and the seller still controls it", rating: "BB", kind: weather, operator: "glide", visibility: "onchain",
			events: []series{work(50, 0)}, moments: []moment{{25, transfer}}},
		{state: "sold, and the buyer controls it", rating: "NR", kind: weather, operator: "glide", visibility: "onchain",
			events: []series{{since: 50, until: 26, kind: activity, amount: 300}}, moments: []moment{{25, transfer}, {24, takeControl}}},
		{state: "its own owner", rating: "BB", kind: robot, visibility: "onchain", events: []series{work(50, 1)}},
		{state: "metadata of every shape", rating: "BBB", kind: printer, visibility: "onchain", events: everyMetadata()},
		{state: "metadata of 4096 bytes that are no UTF-8", rating: "BB", kind: printer, visibility: "onchain",
			events: []series{work(50, 1), {since: 30, until: 30, kind: activity, amount: 1, metadata: long}}},
		{state: "an event of a huge value", rating: "BB", kind: cleaner, visibility: "onchain", events: []series{work(50, 0)},
			moments: []moment{{5, huge}}},
		{state: "service endpoints of many types", rating: "BB", kind: solar, operator: "skygrid", visibility: "onchain",
			events: []series{work(50, 1)}, endpoints: []serviceEndpoint{
				{Id: "#telemetry", ServiceType: "TelemetryService", ServiceEndpoint: "mqtts://broker.sunroof.example:8883"},
				{Id: "#docs", ServiceType: "documentation_url", ServiceEndpoint: "https://docs.sunroof.example/second"},
				{Id: "#x402", ServiceType: "PaymentService", ServiceEndpoint: "https://pay.sunroof.example/"},
			}},
		{state: "an empty endpoint before the one that counts", rating: "BB", kind: solar, operator: "skygrid",
			did: []attribute{{name: "documentation_url"}, {name: "data_visibility"}}, events: []series{work(50, 1)},
			endpoints: []serviceEndpoint{
				{Id: "#a", ServiceType: "documentation_url"}, {Id: "#b", ServiceType: "documentation_url", ServiceEndpoint: "https://docs.sunroof.example/counts"},
				{Id: "#c", ServiceType: "data_visibility"}, {Id: "#d", ServiceType: "data_visibility", ServiceEndpoint: "onchain"},
			}},
		{state: "no service endpoints", rating: "BB", kind: solar, operator: "skygrid", did: []attribute{{name: "documentation_url"}},
			events: []series{work(50, 1)}},
		{state: "hostile service endpoints", rating: "BB", kind: solar, operator: "skygrid", visibility: "onchain",
			did: []attribute{{name: "documentation_url", value: "\xff\xfe https://docs.sunroof.example/"}}, events: []series{work(50, 1)},
			endpoints: []serviceEndpoint{
				{Id: "</script><script>alert(1)</script>", ServiceType: "<img src=x onerror=alert(1)>", ServiceEndpoint: "javascript:alert(1)"},
				{Id: "#\u202egnp.exe", ServiceType: "\x00\u2028", ServiceEndpoint: "data:text/html,<script>alert(1)</script>"},
				{Id: "#long", ServiceType: strings.Repeat("t", 3000), ServiceEndpoint: "https://" + strings.Repeat("x", 20_000)},
				{Id: "\xc3\x28", ServiceType: "\xff", ServiceEndpoint: "\xed\xa0\x80"},
			}},
		{state: "service endpoints that were replaced", rating: "BB", kind: solar, operator: "skygrid", visibility: "private",
			events: []series{work(50, 1)}, moments: []moment{{10, publish(
				serviceEndpoint{Id: "#1", ServiceType: "data_visibility", ServiceEndpoint: "onchain"})}}},
	}
}

// subscribedMachines show what becomes of a bond.
func subscribedMachines() []machine {
	fleet := []machine{
		{state: "renewed", rating: "BB", tier: 1, born: 90, events: []series{work(50, 0)}},
		{state: "renewed in grace, in another tier", rating: "BB", born: 54, lapses: true, events: []series{work(50, 0)},
			moments: []moment{{1, renewIn(2)}}},
		{state: "upgraded to another tier", rating: "BB", events: []series{work(40, 0)}, moments: []moment{{10, upgrade(2)}}},
		{state: "in grace", rating: "BB", born: 54, lapses: true, events: []series{work(50, 0)}},
		{state: "in runoff", rating: "NR", born: 58, lapses: true, events: []series{{since: 50, until: 8, kind: activity, amount: 300}}},
		{state: "in runoff, and settled", rating: "NR", born: 58, lapses: true,
			events: []series{{since: 50, until: 8, kind: activity, amount: 300}}, moments: []moment{{1, settle}}},
		{state: "terminated by time", rating: "NR", born: 64, lapses: true,
			events: []series{{since: 50, until: 13, kind: activity, amount: 300}}},
		{state: "terminated, and settled", rating: "NR", born: 64, lapses: true, events: []series{{since: 50, until: 13, kind: activity, amount: 300}},
			moments: []moment{{1, settle}}},
		{state: "terminated for fraud", rating: "NR", events: []series{{since: 50, until: 9, kind: activity, amount: 300}},
			moments: []moment{{8, fraud}}},
		{state: "paused by the protocol", rating: "BB", events: []series{work(40, 0)}, moments: []moment{{5, pause("setGeneralPaused")}}},
		{state: "paused technically", rating: "BB", events: []series{work(40, 0)}, moments: []moment{{5, pause("setTechnicalPaused")}}},
		{state: "suspended by its owner", rating: "BB", events: []series{work(40, 0)}, moments: []moment{{5, suspend}}},
	}
	for i := range fleet {
		fleet[i].operator, fleet[i].kind, fleet[i].visibility = "glide", scooter, "onchain"
	}
	return fleet
}

// departedMachines are no more, or no longer here, or came back.
func departedMachines() []machine {
	fleet := []machine{
		{state: "retired", events: []series{{since: 40, until: 13, kind: activity, amount: 300}}, moments: []moment{{12, retire}}},
		{state: "retired without any event", moments: []moment{{12, retire}}},
		{state: "retired, and onboarded again", rating: "BB", events: []series{{since: 40, until: 21, kind: activity, amount: 300},
			{since: 17, kind: activity, amount: 300}}, moments: []moment{{20, retire}, {18, onboardAgain}}},
		{state: "reissued under another id", events: []series{{since: 40, until: 16, kind: activity, amount: 300}},
			moments: []moment{{15, reissue(reissuedSubject)}}},
		{state: "the other id of a reissued machine", rating: "B", apart: true, subject: reissuedSubject, events: []series{work(14, 0)}},
		{state: "bridged away", rating: "Provisioned", events: []series{{since: 40, until: 15, kind: activity, amount: 300}},
			moments: []moment{{14, collect}, {13, finalize}}},
		{state: "bridged away and back", rating: "BBB", events: []series{{since: 40, until: 31, kind: activity, amount: 300},
			{since: 19, currency: "USD", amount: 30_000, trust: 1}}, moments: []moment{{30, collect}, {29, finalize}, {20, arrive(12, lastEvent)}}},
		{state: "relocating", rating: "BB", events: []series{work(40, 0)}, moments: []moment{{1, collect}}},
		{state: "a token here and a home elsewhere", rating: "BB", events: []series{work(40, 0)}, moments: []moment{{3, homeAway}}},
	}
	for i := range fleet {
		fleet[i].operator, fleet[i].kind, fleet[i].visibility = "glide", scooter, "onchain"
	}
	return fleet
}

// foreignMachines were never here.
func foreignMachines() []machine {
	fleet := []machine{
		{state: "on another chain, with its operator", rating: "Provisioned", tier: 1, moments: []moment{{31, bond}, {30, foreign(true)}}},
		{state: "on another chain, its operator unknown", rating: "Provisioned", moments: []moment{{31, bond}, {30, foreign(false)}}},
		{state: "on another chain, without a bond", rating: "Provisioned", moments: []moment{{30, foreign(true)}}},
		{state: "paid for, and not linked", moments: []moment{{6, bond}}},
		{state: "a home here without a token", moments: []moment{{6, homeHere}}},
	}
	for i := range fleet {
		fleet[i].apart, fleet[i].operator, fleet[i].kind = true, "sunroof", solar
	}
	return fleet
}

// arrivedMachines came from another chain.
func arrivedMachines() []machine {
	fleet := []machine{
		{state: "an anchor and further events", rating: "A", events: []series{earnings(19, 300, 1)},
			moments: []moment{{20, arrive(7, lastEvent)}, {20, activate}}},
		{state: "an anchor alone", rating: "Provisioned", moments: []moment{{20, arrive(1, lastEvent)}, {20, activate}}},
		{state: "a zeroed anchor", rating: "A", events: []series{earnings(19, 300, 1)},
			moments: []moment{{20, arrive(3, zeroed)}, {20, activate}}},
		{state: "never activated", rating: "NR", moments: []moment{{20, arrive(0, nil)}}},
		{state: "never activated, with an anchor", rating: "NR", moments: []moment{{20, arrive(9, lastEvent)}}},
		{state: "arrived from a chain that had paid", rating: "BBB", events: []series{work(19, 1)},
			moments: []moment{{31, bond}, {30, foreign(true)}, {20, arrive(2, lastEvent)}}},
	}
	for i := range fleet {
		fleet[i].apart, fleet[i].operator, fleet[i].kind, fleet[i].visibility = true, "sunroof", solar, "onchain"
	}
	return fleet
}
