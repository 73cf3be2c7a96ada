package quota

import "time"

// tryAgain is what whoever has too many jobs at once is told to wait. How long it takes until one is done nobody knows: about half a minute, mostly.
const tryAgain = 30 * time.Second

// asked is what somebody asked for, and did not get.
type asked struct {
	resource Resource
	amount   int64 // beyond what there is of it
	sum            // what there is
	now      time.Time
}

// refuse is the error of a limit.
func (q *SQL) refuse(may allowance, a asked) error {
	limit, own := may.limit(a.resource)
	e := &Error{
		Code: CodeExceeded, Resource: a.resource, Tier: may.tier.Name, Limit: limit, Used: a.Used, Reserved: a.Reserved, Asked: a.amount,
		Message: message(may.tier, limit, own, a) + " " + q.c.More,
	}
	switch a.resource {
	case PagesPerJob:
		e.Code = CodePages
	case JobsPerDay:
		e.Code, e.ResetsAt = CodeDaily, midnight(a.now)
		e.RetryAfter = e.ResetsAt.Sub(a.now)
	case JobsAtOnce:
		e.Code, e.RetryAfter = CodeAtOnce, tryAgain
	}
	if q.c.Observer.OnRefuse != nil {
		q.c.Observer.OnRefuse(*e)
	}
	return e
}
