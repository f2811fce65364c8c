package chain

import (
	"slices"

	"github.com/holiman/uint256"
)

// Finding is something on chain that disagrees with itself or could not be
// read in full. It is reported and never stops a run.
type Finding struct {
	MachineID *uint256.Int // nil where it is about an account or the deployment
	Kind      FindingKind
	Detail    string
}

// FindingKind names the check that a finding comes from.
type FindingKind string

// The checks of both generations.
const (
	LogWithoutRecord FindingKind = "log_without_record"
	LogMismatch      FindingKind = "log_mismatch"       // a log that contradicts its record
	UnknownEventType FindingKind = "unknown_event_type" // neither revenue nor activity
	InvalidCurrency  FindingKind = "invalid_currency"   // of a revenue record: not [A-Z0-9]{3,10}
	EventSurplus     FindingKind = "event_surplus"      // more records than the registry's total
	UnreadableView   FindingKind = "unreadable_view"
	OverrideRange    FindingKind = "trust_override_out_of_range"
	ImplausibleFlag  FindingKind = "implausible_flag"
)

// The checks of generation 1.0.
const (
	MachineIDMismatch   FindingKind = "machine_id_mismatch" // attribute machineId against machineWalletOf
	TokenIDMismatch     FindingKind = "nft_token_id_mismatch"
	OperatorMismatch    FindingKind = "operator_mismatch"
	ExpiredAttribute    FindingKind = "expired_attribute"
	UnreadableAttribute FindingKind = "unreadable_attribute" // a DID record that is there but cannot be decoded
	UnconfirmedToken    FindingKind = "unconfirmed_token"    // tokenIdOf against machineIdOf
)

// The checks of generation 2.0.
const (
	HomeNotLinked      FindingKind = "home_not_linked"    // paid for, or homed here, but without a token
	HomeContradiction  FindingKind = "home_contradiction" // a token here, a home elsewhere
	ControllerNotOwner FindingKind = "controller_not_owner"
	TerminatedForFraud FindingKind = "terminated_for_fraud"
	TokenSurplus       FindingKind = "token_surplus" // an owner has fewer tokens than its balance says
)

// SortFindings puts findings in the order of their machines, those about no
// machine first. Those of one machine keep their order.
func SortFindings(findings []Finding) {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		switch {
		case a.MachineID == nil && b.MachineID == nil:
			return 0
		case a.MachineID == nil:
			return -1
		case b.MachineID == nil:
			return 1
		}
		return a.MachineID.Cmp(b.MachineID)
	})
}
