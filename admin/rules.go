package admin

import (
	"fmt"
	"time"
)

// Rule says when something is to be looked at: an alert is raised when there is more than Over of it, and cleared when there is no more than Clear, so that what
// wavers around one number is one alert.
type Rule struct {
	Name string // 1 to 40 of a-z 0-9 -
	What string // in words, in the plural
	Over int64
	// Window is in how long it is counted; 0 = it is measured, and counts as it is now.
	Window time.Duration
	Clear  int64 // at most Over
}

// Names of Rules.
const (
	RuleLimitHits     = "limit-hits"
	RuleQuotaRefusals = "quota-refusals"
	RuleJobsFailing   = "jobs-failing"
	RuleLoginFailures = "login-failures"
	RuleLimiterOpen   = "limiter-open"
	RuleOutboxStuck   = "outbox-stuck"
	RuleDiskLow       = "disk-low"
)

// Rules are those of a server that says no others: the one table of thresholds. What is counted is counted by each process for itself.
func Rules() []Rule {
	return []Rule{
		{RuleLimitHits, "requests that a rate limit refused", 500, 5 * time.Minute, 100},
		{RuleQuotaRefusals, "things that a quota refused", 100, 15 * time.Minute, 20},
		{RuleJobsFailing, "jobs that failed, and not for what their owner asked", 5, 15 * time.Minute, 1},
		{RuleLoginFailures, "logins that were refused", 100, 5 * time.Minute, 20},
		{RuleLimiterOpen, "requests that no rate limit could count", 0, 5 * time.Minute, 0},
		{RuleOutboxStuck, "events that were tried 5 times and more, and not handled", 0, 0, 0},
		{RuleDiskLow, "percent of the disk that are used", 90, 0, 85},
	}
}

// check says what is wrong with a rule.
func (r Rule) check() error {
	switch {
	case !isRuleName(r.Name):
		return fmt.Errorf("the name of a rule is 1 to 40 of a-z 0-9 -, and not %.64q", r.Name)
	case r.Over < 0 || r.Clear < 0 || r.Clear > r.Over:
		return fmt.Errorf("rule %s: Clear is 0 to Over", r.Name)
	case r.Window != 0 && (r.Window < time.Second || r.Window > 24*time.Hour):
		return fmt.Errorf("rule %s: Window is a second to 24 hours, or 0", r.Name)
	}
	return nil
}

func isRuleName(s string) bool {
	for _, c := range s {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return len(s) > 0 && len(s) <= 40
}

// checkRules says what is wrong with some.
func checkRules(rules []Rule) error {
	names := map[string]bool{}
	for _, r := range rules {
		if err := r.check(); err != nil {
			return err
		}
		if names[r.Name] {
			return fmt.Errorf("two rules are named %s", r.Name)
		}
		names[r.Name] = true
	}
	return nil
}
