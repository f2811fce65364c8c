package scoring

import "fmt"

// Bounds that keep every product of the model far inside 64 bits.
const (
	maxDays  = 36500
	maxCents = 1_000_000_000_000_000
)

// validate checks ranges, orders and sums. The error names the field.
func (p *Parameters) validate() error {
	for _, f := range []struct {
		name          string
		value, lo, hi int64
	}{
		{"window_days", int64(p.WindowDays), monthDays, maxDays},
		{"min_qualifying_events", int64(p.MinQualifyingEvents), 0, 1_000_000},
		{"min_history_days", int64(p.MinHistoryDays), 0, maxDays},
		{"economic_minimum_cents", p.EconomicMinimumCents, 0, maxCents},
		{"revenue_floor_cents", p.RevenueFloorCents, 0, maxCents},
		{"trend_days", int64(p.TrendDays), 1, maxDays},
		{"trend_band_percent", int64(p.TrendBandPercent), 0, 100},
		{"cadence_weeks", int64(p.CadenceWeeks), 1, maxDays / 7},
		{"tenure_days", int64(p.TenureDays), 0, maxDays},
		{"tenure_bonus", int64(p.TenureBonus), 0, 1000},
		{"penalty_days", int64(p.PenaltyDays), 0, maxDays},
		{"penalty_permille", int64(p.PenaltyPermille), 0, 1000},
		{"points.revenue", int64(p.Points.Revenue), 0, 100},
		{"points.trend", int64(p.Points.Trend), 0, 100},
		{"points.cadence", int64(p.Points.Cadence), 0, 100},
		{"points.trust", int64(p.Points.Trust), 0, 100},
		{"points.bond", int64(p.Points.Bond), 0, 100},
		{"trend_points.insufficient", int64(p.TrendPoints.Insufficient), 0, int64(p.Points.Trend)},
	} {
		if f.value < f.lo || f.value > f.hi {
			return fmt.Errorf("%s is %d, it must be %d to %d", f.name, f.value, f.lo, f.hi)
		}
	}
	if err := p.validatePoints(); err != nil {
		return err
	}
	if err := p.validateTrust(); err != nil {
		return err
	}
	return p.validateSteps()
}

func (p *Parameters) validatePoints() error {
	c := p.Points
	if total := c.Revenue + c.Trend + c.Cadence + c.Trust + c.Bond; total != 100 {
		return fmt.Errorf("points sum to %d, they must sum to 100", total)
	}
	t := p.TrendPoints
	if t.Up != c.Trend {
		return fmt.Errorf("trend_points.up is %d, it must be points.trend, %d", t.Up, c.Trend)
	}
	if t.Stable > t.Up || t.Down > t.Stable || t.Down < 0 {
		return fmt.Errorf("trend_points must fall from up to stable to down, not below 0: %d, %d, %d", t.Up, t.Stable, t.Down)
	}
	return nil
}

func (p *Parameters) validateTrust() error {
	w := p.TrustWeights
	if len(w) != 3 {
		return fmt.Errorf("trust_weights has %d entries, it must have 3", len(w))
	}
	if w[0] < 0 || w[0] > w[1] || w[1] > w[2] || w[2] > 1000 {
		return fmt.Errorf("trust_weights must rise from level 0 to level 2 within 0 to 1000: %d, %d, %d", w[0], w[1], w[2])
	}
	if w[0]+p.TenureBonus >= w[1] {
		return fmt.Errorf("tenure_bonus is %d, which lifts level 0 of trust_weights to %d: it must stay below level 1, %d", p.TenureBonus, w[0]+p.TenureBonus, w[1])
	}
	return nil
}

func (p *Parameters) validateSteps() error {
	s := p.RevenueSteps
	if len(s) < 2 || s[0].Cents != 0 || s[0].Points < 0 {
		return fmt.Errorf("revenue_steps must hold two steps or more, the first at 0 cents with no negative points")
	}
	for i := 1; i < len(s); i++ {
		if s[i].Cents <= s[i-1].Cents || s[i].Points < s[i-1].Points {
			return fmt.Errorf("revenue_steps[%d] (%d cents, %d points) must lie above the step before it", i, s[i].Cents, s[i].Points)
		}
	}
	last := s[len(s)-1]
	if last.Cents > maxCents/1000 {
		return fmt.Errorf("revenue_steps ends at %d cents, the limit is %d", last.Cents, int64(maxCents/1000))
	}
	if last.Points != 1000*p.Points.Revenue {
		return fmt.Errorf("revenue_steps ends at %d points (thousandths), it must end at points.revenue, %d", last.Points, 1000*p.Points.Revenue)
	}
	return nil
}
