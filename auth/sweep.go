package auth

import "context"

// sweepRows is how many rows go in one transaction, so that others get their turn.
const sweepRows = 500

// Sweep removes what is over: secrets of sessions, links that nobody opened, and
// sessions that began 90 days ago (until then they tell where somebody has logged
// in). It returns how many rows went. Nothing is wrong without it but the size of
// the tables, and that mail addresses of people who never confirmed them stay. A
// host calls it once an hour or so, from one process or several. The rows of a
// SQLThrottle are none of this: Take removes those by itself.
func (s *Service) Sweep(ctx context.Context) (int, error) {
	total := 0
	for {
		n, now := 0, s.now()
		ended := now.Add(-max(0, knownFor-s.c.SessionTTL))
		err := s.c.Store.Write(ctx, func(w Writer) (err error) {
			n, err = w.Sweep(ctx, now, ended, sweepRows)
			return err
		})
		if err != nil {
			return total, err
		}
		total += n
		if n < sweepRows {
			break
		}
	}
	return total, nil
}
