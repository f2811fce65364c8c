package fx

import "errors"

// Report says how [Load] went, for logs and for the snapshot. It names no
// address and no time of our own.
type Report struct {
	Sources []SourceReport // in the order asked
	Missing []Need         // needs that no source had a fresh rate for, by currency and day
}

// SourceReport is one source's part. Its JSON holds nothing that differs from
// one run to the next for the same answers.
type SourceReport struct {
	Name    string    `json:"name"`
	Used    int       `json:"used"`              // needs that this source answered
	Failure string    `json:"failure,omitempty"` // why it could not be asked, such as "eurofxref-hist.zip: status 503"
	Refused []Refusal `json:"refused,omitempty"`
	Err     error     `json:"-"` // the same failure in full, addresses included
}

// Refusal is a rate that moved by more than a factor of 3 and was not used.
type Refusal struct {
	Currency string `json:"currency"`
	Date     string `json:"date"` // YYYY-MM-DD
	Units    string `json:"units_per_usd"`
	Before   string `json:"units_per_usd_before"`
}

func (r *SourceReport) fail(err error) {
	if err == nil {
		return
	}
	r.Err, r.Failure = err, "failed"
	var f *failure
	if errors.As(err, &f) {
		r.Failure = f.reason
	}
}

// failure is an error of a remote source with a reason that is the same in
// every run: which document, and what was wrong with it.
type failure struct {
	reason string
	err    error
}

func (f *failure) Error() string {
	if f.err == nil {
		return f.reason
	}
	return f.reason + ": " + f.err.Error()
}

func (f *failure) Unwrap() error { return f.err }
