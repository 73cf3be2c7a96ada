package quota

import "time"

// tryAgain is what whoever has too many jobs at once is told to wait, always. How long it takes until one is done nobody knows: about half a minute,
// mostly. So who waits so long may be refused again.
const tryAgain = 30 * time.Second

// asked is what somebody asked for, and did not get.
type asked struct {
	resource Resource
	amount   int64 // beyond what its key has
	all      int64 // with what its key has
	old      bool  // the key has something already, which stays of its day
	sum            // what there is, of the same day
	now      time.Time
}

// tooMuch tells whether it is more than there may be of it, whatever else there is.
func (a asked) tooMuch(limit int64) bool { return a.all > limit }

// hopeless tells whether waiting does not help: what a key has of a day never becomes that of the next one.
func (a asked) hopeless(limit int64) bool {
	return a.tooMuch(limit) || a.resource == JobsPerDay && a.old
}

// refuse is the error of a limit.
func (q *SQL) refuse(may allowance, a asked) error {
	limit, own := may.limit(a.resource)
	e := &Error{
		Code: CodeExceeded, Resource: a.resource, Tier: may.tier.Name, Limit: limit, Used: a.Used, Reserved: a.Reserved, Asked: a.amount,
		Message: message(may.tier, limit, own, a) + " " + q.c.More,
	}
	switch {
	case a.resource == PagesPerJob:
		e.Code = CodePages
	case a.hopeless(limit):
	case a.resource == JobsPerDay:
		e.Code, e.ResetsAt = CodeDaily, midnight(a.now)
		e.RetryAfter = e.ResetsAt.Sub(a.now)
	case a.resource == JobsAtOnce:
		e.Code, e.RetryAfter = CodeAtOnce, tryAgain
	}
	if q.c.Observer.OnRefuse != nil {
		q.c.Observer.OnRefuse(*e)
	}
	return e
}
