// Package ratelimittest holds the conformance suites of package ratelimit: Run says whether a ratelimit.Limiter keeps the contract, RunHits whether
// a ratelimit.Hits does. RunSQL looks at what is in the tables besides.
//
//	func TestLimiter(t *testing.T) {
//		ratelimittest.Run(t, 0, func(t testing.TB, now func() time.Time) ratelimit.Limiter { return mine.New(now) })
//	}
package ratelimittest
