// Package password hashes and verifies passwords, and says which ones a person
// may choose. It knows no database and no HTTP.
//
// New hashes are argon2id (RFC 9106) with OWASP's parameters, written as PHC
// strings. Verify also reads bcrypt, so that accounts of the predecessor keep
// their passwords until the next login replaces the hash:
//
//	h, err := password.New(password.Config{})
//	…
//	encoded, err := h.Hash(ctx, "correct horse battery staple")
//	…
//	ok, rehash, err := h.Verify(ctx, given, encoded)
//	if ok && rehash {
//		encoded, err = h.Hash(ctx, given) // and store it
//	}
//
// A hash is slow and large on purpose, and whoever may try to log in may ask for
// one. So a [Hasher] computes only so many at a time, lets only so many callers
// wait, and answers [ErrBusy] to the rest.
//
// Where there is no account there is no hash to verify. [Hasher.VerifyNothing]
// takes as long as [Hasher.Verify] does for a hash with today's parameters, so
// that time does not tell which accounts exist (OWASP ASVS 5.0, 6.3.8). bcrypt
// takes longer: while there are such hashes, [Hasher.Evenly] does the work of both
// for each.
//
// What is written here about passwords holds for secrets that people choose. A
// random token needs none of it: its SHA-256 is enough.
package password
