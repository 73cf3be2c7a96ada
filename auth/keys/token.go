package keys

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/golang-jwt/jwt/v5"
)

// Claims are what a token says. Times are whole seconds.
type Claims struct {
	Issuer   string    // "iss": who signs, such as the service's address
	Audience string    // "aud": what the token is for
	Subject  string    // "sub": the account's id
	Session  string    // "sid": the session that it belongs to; may be empty
	IssuedAt time.Time // "iat"; zero = now, for Sign
	Expires  time.Time // "exp"
}

// Want is what a token must say to be believed. Both are required.
type Want struct {
	Issuer, Audience string
}

// MaxToken is how long a token may be, in bytes.
const MaxToken = 4 << 10

// Why a token is refused. Each is an [ErrToken] for errors.Is; none contains
// anything of the token.
var (
	ErrToken      = errors.New("keys: token refused")
	ErrUnknownKey = fmt.Errorf("%w: its key is not in the ring, or no longer", ErrToken)
	ErrSignature  = fmt.Errorf("%w: its signature is wrong", ErrToken)
	ErrExpired    = fmt.Errorf("%w: it has expired", ErrToken)

	errMalformed = fmt.Errorf("%w: malformed", ErrToken)
	errElsewhere = fmt.Errorf("%w: of another issuer or for another audience", ErrToken)
	errEarly     = fmt.Errorf("%w: not valid yet", ErrToken)
	errNoWant    = fmt.Errorf("%w: Want says no issuer or no audience", ErrToken)
)

// ErrClaims says that claims cannot be signed.
var ErrClaims = errors.New("keys: claims")

// Sign returns a token with the claims. Issuer, audience and subject are
// required, and UTF-8; it must expire after it was issued and at most the
// ring's Lifetime from now, so that it is valid to its end whenever keys change.
// The error is an [ErrClaims].
func (r *Ring) Sign(c Claims) (string, error) {
	now := r.now()
	if c.IssuedAt.IsZero() {
		c.IssuedAt = now
	}
	for _, s := range []string{c.Issuer, c.Audience, c.Subject} {
		if s == "" {
			return "", fmt.Errorf("%w: Issuer, Audience and Subject are required", ErrClaims)
		}
	}
	iat, exp := c.IssuedAt.Unix(), c.Expires.Unix()
	switch {
	case !utf8.ValidString(c.Issuer + "\n" + c.Audience + "\n" + c.Subject + "\n" + c.Session):
		return "", fmt.Errorf("%w: not UTF-8", ErrClaims)
	case exp <= iat:
		return "", fmt.Errorf("%w: it expires before it is issued", ErrClaims)
	case c.Expires.Sub(now) > r.lifetime:
		return "", fmt.Errorf("%w: it would be valid for longer than the keys' Lifetime of %v", ErrClaims, r.lifetime)
	}
	k := r.signing()
	t := jwt.NewWithClaims(jwt.SigningMethodHS256, &wire{c.Issuer, c.Audience, c.Subject, c.Session, iat, &exp, nil})
	t.Header["kid"] = k.id
	s, err := t.SignedString(k.secret())
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrClaims, err)
	}
	if len(s) > MaxToken {
		return "", fmt.Errorf("%w: the token would have %d bytes, and %d are allowed", ErrClaims, len(s), MaxToken)
	}
	return s, nil
}

// Verify returns the claims of a token that this ring signed, which has not
// expired and is of the issuer and for the audience wanted. Every error is an
// [ErrToken]: [ErrExpired] is what a client answers by refreshing.
func (r *Ring) Verify(token string, want Want) (Claims, error) {
	if want.Issuer == "" || want.Audience == "" {
		return Claims{}, errNoWant
	}
	if !compact(token) {
		return Claims{}, errMalformed
	}
	now := r.now()
	var w wire
	_, err := jwt.NewParser(
		jwt.WithValidMethods([]string{"HS256"}), // neither "none" nor a public key taken for a secret
		jwt.WithExpirationRequired(),
		jwt.WithIssuer(want.Issuer),
		jwt.WithAudience(want.Audience),
		jwt.WithTimeFunc(func() time.Time { return now }),
		jwt.WithStrictDecoding(), // one token, one spelling
	).ParseWithClaims(token, &w, func(t *jwt.Token) (any, error) {
		// Exactly what Sign writes: a header "crit" would have to be understood (RFC
		// 7515 section 4.1.11), and "jku" or "jwk" must not be (ASVS 9.1.3).
		kid, ok := t.Header["kid"].(string)
		if !ok || t.Header["typ"] != "JWT" || len(t.Header) != 3 {
			return nil, errMalformed
		}
		k, ok := r.find(kid, now)
		if !ok {
			return nil, ErrUnknownKey
		}
		return k.secret(), nil
	})
	if err != nil {
		return Claims{}, refusal(err)
	}
	if w.Subject == "" {
		return Claims{}, errMalformed
	}
	return Claims{w.Issuer, w.Audience, w.Subject, w.Session, time.Unix(w.IssuedAt, 0).UTC(), time.Unix(*w.Expires, 0).UTC()}, nil
}

// compact says whether token has the form of what Sign returns: three parts of
// base64url, the first two of which begin with {" as JSON objects do. The decoder
// would skip line ends.
func compact(token string) bool {
	header, rest, _ := strings.Cut(token, ".")
	if len(token) > MaxToken || !strings.HasPrefix(header, "eyJ") || !strings.HasPrefix(rest, "eyJ") {
		return false
	}
	for _, c := range []byte(token) {
		if !alphabet(c) && c != '.' {
			return false
		}
	}
	return true
}

// refusal says in our words why the library refuses, since its own quote the token.
func refusal(err error) error {
	for _, c := range []struct{ is, becomes error }{
		{ErrUnknownKey, ErrUnknownKey},
		{errMalformed, errMalformed},
		{jwt.ErrTokenMalformed, errMalformed},
		{jwt.ErrTokenSignatureInvalid, ErrSignature},
		{jwt.ErrTokenUnverifiable, ErrSignature}, // an algorithm that does not exist
		{jwt.ErrTokenInvalidIssuer, errElsewhere},
		{jwt.ErrTokenInvalidAudience, errElsewhere},
		{jwt.ErrTokenRequiredClaimMissing, errMalformed},
		{jwt.ErrTokenNotValidYet, errEarly},
		{jwt.ErrTokenExpired, ErrExpired},
	} {
		if errors.Is(err, c.is) {
			return c.becomes
		}
	}
	return errMalformed
}
