package auth

import "context"

// sweepRows is how many rows go in one transaction, so that others get their turn.
const sweepRows = 500

// Sweep removes what is over: expired sessions with their secrets, links that
// nobody opened, throttles that are as new. It returns how many rows went. Nothing
// is wrong without it but the size of the tables, and that mail addresses of people
// who never confirmed them stay. A host calls it once an hour or so, from one
// process or several.
func (s *Service) Sweep(ctx context.Context) (int, error) {
	total := 0
	for {
		n := 0
		err := s.c.Store.Write(ctx, func(w Writer) (err error) {
			n, err = w.Sweep(ctx, s.now(), sweepRows)
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
