package templates

import (
	"math/big"
	"sync"
)

// Site is what all pages of one tree share. It holds nothing that moves with
// the snapshot, and stays as it is from the first page on.
type Site struct {
	Network   string // the chain's name for people, such as "peaq mainnet"
	ChainID   uint64
	BaseURL   string // absolute address of the tree's root without a trailing slash, empty where unknown
	Explorer  Explorer
	FlagsRead bool // false where no AdminFlags contract is configured
	Model     Model

	Generation string   // of the contracts, such as 2.0
	Answers    []Answer // of the read API, in its order
	Columns    []Column // of every table of machines, beside those that all tables have

	// What a tree may lack. A page links to none of it where it is false.
	HasCards, HasFleets, HasSearch bool

	once   sync.Once
	shared shared
	frames sync.Map // by root
}

// shared is what is made once for all pages.
type shared struct {
	account, tx linker
	model       markup // JSON, of every card's data block
}

// frame is what all pages at one depth of the tree have around their own.
type frame struct{ links, top, bottom markup }

func (s *Site) frame(root string) *frame {
	if f, ok := s.frames.Load(root); ok {
		return f.(*frame)
	}
	f := &frame{rendered(links(root)), rendered(top(s, root)), rendered(bottom(s, root))}
	s.frames.Store(root, f)
	return f
}

func (s *Site) made() *shared {
	s.once.Do(func() {
		s.shared = shared{newLinker(s.Explorer.Address), newLinker(s.Explorer.Tx), encoded(modelOf(&s.Model))}
	})
	return &s.shared
}

// Answer is a kind of file that programs read.
type Answer struct {
	Path string // from the root of the tree, with its key in angle brackets
	What string
}

// Explorer holds the address templates of a block explorer. "{}" stands for
// the account or the transaction hash. An empty template gives no link.
type Explorer struct {
	Address string
	Tx      string
}

// Model is the scoring model of a snapshot with its parameters. Money is in
// USD cents, points are in thousandths, weights in permille.
type Model struct {
	Name string // such as "open-mcr-1"
	Hash string // hash of the parameters, as in the snapshot

	WindowDays           int
	MinQualifyingEvents  int
	MinHistoryDays       int
	EconomicMinimumCents int64
	RevenueFloorCents    int64
	TrendDays            int
	TrendBandPercent     int
	CadenceWeeks         int
	TrustWeights         [3]int // of levels 0, 1 and 2
	TenureDays           int
	TenureBonus          int // added to the weight of level 0
	PenaltyDays          int
	PenaltyPermille      int // what is left of the trust contribution under the penalty
	Points               Points
	TrendPoints          TrendPoints
	RevenueSteps         []RevenueStep // by ascending cents
	SkipProvisionedGate  bool
}

// Points are the points of the five components in thousandths: what a machine
// earned, or the most that it can earn.
type Points struct {
	Revenue, Trend, Cadence, Trust, Bond int
}

// Sum adds the five components.
func (p Points) Sum() int { return p.Revenue + p.Trend + p.Cadence + p.Trust + p.Bond }

// TrendPoints are the points of the four trends in thousandths.
type TrendPoints struct {
	Up, Stable, Down, Insufficient int
}

// RevenueStep says how many points, in thousandths, a monthly revenue in USD
// cents earns.
type RevenueStep struct {
	Cents  int64
	Points int
}

// CardPage is the page of one machine. Addresses are EIP-55 text. Times are
// Unix seconds, money is USD cents. The fields under "only where visibility is
// onchain" are nil elsewhere, and the page then says so.
type CardPage struct {
	Site *Site

	ID     string // the registry's id in decimal
	Letter string // AAA to B, NR or Provisioned
	Score  int    // 0 to 100
	// Unavailable is why this chain cannot rate the machine, as the API words
	// it. It is empty for a machine that is rated here, and without it Home is
	// not nil. What a rating is made of is not shown where it is set.
	Unavailable string
	Points      Points
	Inputs      Inputs
	Next        Next
	// History is the score at the end of each of at most twelve months, oldest
	// first; the last step is the snapshot's own. It may be empty.
	History []HistoryStep

	EventCount         int
	RevenueEventCount  int
	ActivityEventCount int
	TotalRevenue       *big.Int // of the window's events that reach the floor
	AverageRevenue     *float64 // of those events, nil where there is none
	LastUpdated        uint64   // time of the latest event, 0 where there is none
	Degraded           bool
	Unvalued           Unvalued
	NegativeFlag       bool
	FlaggedAt          uint64 // 0 where there is no flag
	PenaltyUntil       uint64 // when the flag's penalty ends or ended, 0 where there is no flag

	DID           string
	Accounts      []Account     // that stand behind the machine, in the order shown
	Home          *Home         // nil where the contracts know one chain
	Subscription  *Subscription // nil where the bond is a stake
	Status        string        // the registry's word, such as Verified; empty where it has none
	TokenID       string        // decimal, empty where there is no NFT or its number is the machine's
	Type          string        // of the machine, any text; empty where none is known
	Visibility    string        // private, onchain or public
	Documentation string        // any text
	Services      []Service
	Registrations []string // such as eip155:3338:0x...

	// Only where visibility is onchain.
	Revenue  []MonthRevenue // twelve months, oldest first
	Calendar *Calendar
	TrustMix *TrustMix
	Events   []Event // the latest MaxEvents, newest first

	Files    []File   // the machine's JSON files, then the snapshot; the first is named as the page's alternate
	Commands []string // that derive the card again
}

// Account is an account and what it is to a machine.
type Account struct {
	Name    string // such as Owner
	Address string // EIP-55, empty where Text stands in its place
	Text    string // any text
	Fleet   bool   // it has a fleet page
}

// Home is where a machine lives, and what stops it there.
type Home struct {
	Chain      uint16 // the protocol's number, 0 where none is registered
	Relocating bool

	// The pauses: by the protocol twice, and by the owner or controller.
	GeneralPause, TechnicalPause, OperatorPause bool
}

// Subscription is what bonds a machine for a time.
type Subscription struct {
	Status string // not_activated, active, grace, runoff or terminated
	Tier   uint8  // 0 entry, 1 basic, 2 pro
	Start  uint64 // of the period, 0 where there never was one
	End    uint64
	Fraud  bool // it was terminated for fraud
}

// Inputs are the aggregates that a score is computed from. They are published
// for every machine, whatever its visibility.
type Inputs struct {
	Bonded           bool
	QualifyingEvents int
	HistorySeconds   uint64   // from the first qualifying event to the last
	RevenueCents     *big.Int // ok revenue of the qualifying days in the window
	RevenueDays      int      // the number of those days
	Days             int      // that RevenueCents is spread over
	MonthlyCents     *big.Int // RevenueCents over 30 days
	CurrentCents     *big.Int // ok revenue of the last trend period
	PreviousCents    *big.Int // and of the one before
	Trend            string   // up, stable, down or insufficient
	ActiveWeeks      int
	TrustEvents      int
	TrustWeight      int64 // sum of the permille weights of those events
	Tenured          bool  // some of them weigh more for a year of history
	TrustOverride    *int  // 0 to 100, nil where there is none
	Penalized        bool  // the flag's penalty runs
}

// Next is the letter above a machine's own, and the way there.
type Next struct {
	Letter  string // empty for AAA and for a machine whose points do not count
	Score   int    // that Letter begins at
	Missing int    // thousandths of a point
	Lifts   []Lift // of the components that can still give points
}

// Lift is what one component can do for the next letter.
type Lift struct {
	Component string // revenue, trend, cadence, trust or bond
	Headroom  int    // thousandths of a point that the component has left
	// Target is the input that would bring the letter with all else unchanged:
	// cents a month, cents of the current trend period, active weeks, permille
	// of trust, 1 for a bond. It is nil where this component cannot do it alone.
	Target *big.Int
}

// Unvalued counts the revenue events of the score window that have no USD
// amount.
type Unvalued struct {
	Unsupported int // in a currency without rates
	Unavailable int // without a rate for their date
}

// HistoryStep is one step of a score's curve.
type HistoryStep struct {
	Month  string // 2026-11
	Score  int
	Letter string
}

// MonthRevenue is the ok revenue of one UTC month.
type MonthRevenue struct {
	Month string // 2026-11
	Cents *big.Int
}

// Calendar counts the events of each UTC day of twelve whole months. Days that
// are still to come count zero, so a calendar changes with the events and the
// month and not with the day.
type Calendar struct {
	First int64 // 00:00 UTC of the first day of the first month
	Days  []int
}

// TrustMix counts the events of the window by trust level.
type TrustMix struct {
	SelfReported, OnChain, Hardware, Other int
}

// Service is one entry of the registration file's services.
type Service struct {
	Name     string
	Endpoint string // any text
}

// Event is one row of a card's table of events.
type Event struct {
	Type     uint8  // 0 revenue, 1 activity
	Time     uint64 // self-declared
	Trust    uint8
	Value    string   // decimal, as on chain
	Currency string   // of revenue, any text
	Subunit  int64    // divisor of Value for display, 0 where unknown
	Cents    *big.Int // USD cents, nil where the amount has no valuation
	Status   string   // amount_status of revenue: ok, unsupported_currency, fx_unavailable
	Metadata string   // any text

	// Where its log stands: zero where no log of it was found.
	Block uint64
	Tx    string // hash as 0x and 64 hex digits
}

// File is a link to a file of the tree.
type File struct {
	Name string
	Path string // from the root of the tree
}

// Column is one column of a table of machines.
type Column struct {
	Name string
	Kind Kind
	// Implied is true where all rows of a fleet page say the same, so that the
	// page leaves the column out.
	Implied bool
}

// Kind says what the cells of a column hold, and so how they are shown and
// found. An empty cell says nothing.
type Kind string

// The kinds.
const (
	KindWallet Kind = "wallet" // the account of this machine alone, EIP-55; found by search
	KindFleet  Kind = "fleet"  // an account with a fleet page, EIP-55
	KindToken  Kind = "token"  // a decimal; found by search
	KindWord   Kind = "word"   // a word of the site's own
)

// MachineRow is one machine in a table and in the search index.
type MachineRow struct {
	ID      string // decimal
	Card    bool   // it has a card
	Letter  string
	Score   int
	Bonded  bool
	Flagged bool
	Events  int
	Revenue *big.Int // USD cents of the window
	Cells   []string // of Site.Columns
}

// OperatorRow is one operator in a table and in the search index.
type OperatorRow struct {
	Address  string // EIP-55
	Machines int
}

// Totals are the aggregates of a set of machines.
type Totals struct {
	Machines int
	Bonded   int
	Flagged  int
	Events   int
	Revenue  *big.Int // USD cents
	// Ratings counts the machines of each of [Letters].
	Ratings [8]int
}

// How much of a list a page shows. The caller cuts; the pages say what is
// missing.
const (
	MaxEvents    = 20  // latest events of a card
	MaxFirstRows = 25  // machines of the front page's table: a page of fleet.js
	MaxFleetRows = 500 // machines of a fleet page
)

// FleetPage is the page of one operator.
type FleetPage struct {
	Site     *Site
	Operator string // EIP-55
	Totals   Totals
	Machines []MachineRow // the first MaxFleetRows
	Files    []File
}

// IndexPage is the front page.
type IndexPage struct {
	Site          *Site
	Totals        Totals
	OperatorCount int
	First         []MachineRow // the first MaxFirstRows by id: what stands where scripts are off
	Top           []MachineRow // by score
	Newest        []MachineRow // by registration; empty where ids do not tell
	Operators     []OperatorRow
	Files         []File // indexes and exports
}

// NotFoundPage is the page of a host's 404 answers.
type NotFoundPage struct {
	Site *Site
	// Root is the address path of the tree with a trailing slash, "/" on a
	// host of its own: the page is answered at any depth, so that relative
	// links would break.
	Root string
}

// Letters are the ratings from best to worst, then the two that carry no score.
var Letters = [8]string{"AAA", "AA", "A", "BBB", "BB", "B", "NR", "Provisioned"}
