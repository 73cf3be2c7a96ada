// Package keys signs short-lived access tokens and verifies them: JWTs (RFC
// 7519) with HS256 and a key that changes from time to time. It knows no database
// and no HTTP.
//
// A [Ring] has one key that signs and the ones before it, which verify until the
// tokens that they signed have expired:
//
//	ring, err := keys.Open(keys.Config{Path: "/var/lib/einkpdf/keys.json"})
//	…
//	token, err := ring.Sign(keys.Claims{
//		Issuer: "https://planner.example", Audience: "api", Subject: user,
//		Expires: time.Now().Add(15 * time.Minute),
//	})
//	…
//	claims, err := ring.Verify(token, keys.Want{Issuer: "https://planner.example", Audience: "api"})
//
// The keys are in a file that its owner alone may read. Where there is none [Open]
// makes one with a random key; in production mode it refuses instead, since a
// missing file there means a volume that was not mounted, and with new keys every
// token would be refused. Hosts with a secret store bring their keys to [New]. There is no
// default secret, and the one that the predecessor shipped is refused.
//
// Several processes may share the file. Whoever calls [Ring.Rotate] replaces it
// under a lock, and the others notice within a second of their next use. A ring
// whose file cannot be read any more goes on with the keys that it has;
// [Ring.Reload] says what is wrong, for health checks.
//
// When a key leaked: [Ring.Rotate], then [Ring.Revoke] of the old one. Every
// token that it signed is refused from then on; refresh tokens and sessions are
// not signed and go on.
//
// Of a token nothing is believed before its signature is verified but its key's
// id, which is looked up in the ring and nowhere else (RFC 8725; OWASP ASVS 5.0,
// 9.1 and 9.2).
package keys
