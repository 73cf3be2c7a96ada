package keys

import (
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// wire is a token's payload. The audience is one string, which Sign writes and
// RFC 7519 section 4.1.3 allows.
type wire struct {
	Issuer    string `json:"iss"`
	Audience  string `json:"aud"`
	Subject   string `json:"sub"`
	Session   string `json:"sid,omitempty"`
	IssuedAt  int64  `json:"iat"`
	Expires   *int64 `json:"exp"`
	NotBefore *int64 `json:"nbf,omitempty"` // never written, but kept to
}

var _ jwt.Claims = (*wire)(nil)

func (w *wire) GetIssuer() (string, error)                   { return w.Issuer, nil }
func (w *wire) GetSubject() (string, error)                  { return w.Subject, nil }
func (w *wire) GetAudience() (jwt.ClaimStrings, error)       { return jwt.ClaimStrings{w.Audience}, nil }
func (w *wire) GetIssuedAt() (*jwt.NumericDate, error)       { return date(&w.IssuedAt), nil }
func (w *wire) GetExpirationTime() (*jwt.NumericDate, error) { return date(w.Expires), nil }
func (w *wire) GetNotBefore() (*jwt.NumericDate, error)      { return date(w.NotBefore), nil }

func date(seconds *int64) *jwt.NumericDate {
	if seconds == nil {
		return nil
	}
	return &jwt.NumericDate{Time: time.Unix(*seconds, 0)}
}
