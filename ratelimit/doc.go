// Package ratelimit says how often each user, or each address, may do something, and keeps to it exactly however many ask at once.
//
//	guard, err := ratelimit.New(ratelimit.Config{Limiter: ratelimit.NewMemory(ratelimit.MemoryConfig{})})
//	_, err = guard.Allow(ctx, ratelimit.Request{Policy: ratelimit.PDF, Who: ratelimit.User(id)})
//	if e, ok := errors.AsType[*ratelimit.Error](err); ok {
//		// e.Message says what to do, e.RetryAfter when
//	}
//
// Package ratehttp does it for handlers of net/http.
//
// # What a policy allows
//
// "10 a minute" is one each six seconds, and ten at once for whoever has not asked for a minute: what was not used is kept, up to Burst.
// So in no stretch of time t more pass than Burst + t × Rate / Per, and there is no edge of a minute at which twice as many do
// (the generic cell rate algorithm, ITU-T I.371, annex A). Who is refused is told when the same would pass, and who waits so
// long and is alone is never refused again. A refusal counts nothing.
//
// # Where it is counted
//
// NewMemory counts in the process: for a server that is one process. NewSQL counts in a database, for several that share one; each
// request that passes writes a row. When it fails, policies are open and Observer.OnFail is the alarm, but for those that are Closed: logins.
//
// # Who is told
//
// Observer counts by route and policy; Hits keeps who was refused, by the hour, for admins.
package ratelimit
