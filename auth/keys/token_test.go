package keys_test

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"hash"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth/keys"
)

var (
	noon   = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	want   = keys.Want{Issuer: "https://planner.example", Audience: "api"}
	secret = keys.Secret{ID: "k1", Key: []byte("0123456789abcdefghijklmnopqrstuv")}
)

func claims(at time.Time) keys.Claims {
	return keys.Claims{
		Issuer: want.Issuer, Audience: want.Audience, Subject: "u-1", Session: "s-1",
		IssuedAt: at, Expires: at.Add(15 * time.Minute),
	}
}

// fixed is a ring of one known secret whose clock stands at noon.
func fixed(t testing.TB) *keys.Ring {
	t.Helper()
	r, err := keys.New(keys.Config{Now: func() time.Time { return noon }}, secret)
	require.NoError(t, err)
	return r
}

// forge signs any header and payload, as somebody would who has the key.
func forge(h func() hash.Hash, key []byte, header, payload string) string {
	enc := base64.RawURLEncoding
	text := enc.EncodeToString([]byte(header)) + "." + enc.EncodeToString([]byte(payload))
	mac := hmac.New(h, key)
	mac.Write([]byte(text))
	return text + "." + enc.EncodeToString(mac.Sum(nil))
}

const (
	header  = `{"alg":"HS256","kid":"k1","typ":"JWT"}`
	payload = `{"iss":"https://planner.example","aud":"api","sub":"u-1","sid":"s-1","iat":1772366400,"exp":1772367300}`
)

func TestSignAndVerify(t *testing.T) {
	t.Parallel()
	r := fixed(t)
	token, err := r.Sign(claims(noon))
	require.NoError(t, err)
	require.Equal(t, forge(sha256.New, secret.Key, header, payload), token)
	got, err := r.Verify(token, want)
	require.NoError(t, err)
	require.Equal(t, claims(noon), got)

	// Fractions are cut, no time of issue is now, no session is fine, any text is.
	c := claims(noon.Add(-999 * time.Millisecond).In(time.FixedZone("", 3600)))
	c.IssuedAt, c.Session, c.Subject = time.Time{}, "", "<é \"\\\u2028\x00>"
	token, err = r.Sign(c)
	require.NoError(t, err)
	got, err = r.Verify(token, want)
	require.NoError(t, err)
	require.Equal(t, keys.Claims{
		Issuer: want.Issuer, Audience: want.Audience, Subject: c.Subject,
		IssuedAt: noon, Expires: noon.Add(15*time.Minute - time.Second),
	}, got)
}

func TestSignRefuses(t *testing.T) {
	t.Parallel()
	r := fixed(t)
	for name, change := range map[string]func(*keys.Claims){
		"no issuer":        func(c *keys.Claims) { c.Issuer = "" },
		"no audience":      func(c *keys.Claims) { c.Audience = "" },
		"no subject":       func(c *keys.Claims) { c.Subject = "" },
		"no expiry":        func(c *keys.Claims) { c.Expires = time.Time{} },
		"expires at once":  func(c *keys.Claims) { c.Expires = c.IssuedAt.Add(999 * time.Millisecond) },
		"expires before":   func(c *keys.Claims) { c.Expires = c.IssuedAt.Add(-time.Hour) },
		"outlives its key": func(c *keys.Claims) { c.Expires = noon.Add(24*time.Hour + time.Second) },
		"outlives, issued later": func(c *keys.Claims) {
			c.IssuedAt, c.Expires = noon.Add(time.Hour), noon.Add(24*time.Hour+time.Second)
		},
		"never expires":     func(c *keys.Claims) { c.Expires = time.Unix(1<<60, 0) },
		"subject not UTF-8": func(c *keys.Claims) { c.Subject = "\xff" },
		"session not UTF-8": func(c *keys.Claims) { c.Session = "\xff" },
		"too long":          func(c *keys.Claims) { c.Subject = strings.Repeat("x", 3000) },
	} {
		c := claims(noon)
		change(&c)
		_, err := r.Sign(c)
		require.ErrorIs(t, err, keys.ErrClaims, name)
	}
	c := claims(noon)
	c.Expires = noon.Add(24 * time.Hour)
	_, err := r.Sign(c)
	require.NoError(t, err)
}

func TestVerifyRefuses(t *testing.T) {
	t.Parallel()
	r := fixed(t)
	good := forge(sha256.New, secret.Key, header, payload)
	_, err := r.Verify(good, want)
	require.NoError(t, err)

	sign := func(header, payload string) string { return forge(sha256.New, secret.Key, header, payload) }
	head := func(s string) string { return sign(s, payload) }
	body := func(old, s string) string {
		require.Contains(t, payload, old)
		return sign(header, strings.Replace(payload, old, s, 1))
	}
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	der, err := x509.MarshalPKIXPublicKey(&rsaKey.PublicKey)
	require.NoError(t, err)
	public := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	rs := jwt.NewWithClaims(jwt.SigningMethodRS256, jwt.MapClaims{"iss": want.Issuer, "aud": "api", "sub": "u-1", "exp": 1772367300})
	rs.Header["kid"] = "k1"
	rs256, err := rs.SignedString(rsaKey)
	require.NoError(t, err)
	none := sign(`{"alg":"none","kid":"k1","typ":"JWT"}`, payload)

	for name, c := range map[string]struct {
		token string
		want  error
	}{
		"empty":                   {"", keys.ErrToken},
		"dots":                    {"..", keys.ErrToken},
		"no JWT":                  {"Bearer x", keys.ErrToken},
		"two parts":               {good[:strings.LastIndexByte(good, '.')], keys.ErrToken},
		"no signature":            {good[:strings.LastIndexByte(good, '.')+1], keys.ErrSignature},
		"four parts":              {good + ".", keys.ErrToken},
		"five parts":              {good + ".x.y", keys.ErrToken},
		"space before":            {" " + good, keys.ErrToken},
		"line end behind":         {good + "\n", keys.ErrToken},
		"line end within":         {good[:len(good)-4] + "\n" + good[len(good)-4:], keys.ErrToken},
		"padding":                 {good + "=", keys.ErrToken},
		"too long":                {good + strings.Repeat("A", keys.MaxToken), keys.ErrToken},
		"too long, but signed":    {body(`"u-1"`, `"`+strings.Repeat("u", 3000)+`"`), keys.ErrToken},
		"alg none":                {none[:strings.LastIndexByte(none, '.')+1], keys.ErrSignature},
		"alg none, signed":        {none, keys.ErrSignature},
		"alg None":                {head(`{"alg":"None","kid":"k1","typ":"JWT"}`), keys.ErrSignature},
		"alg empty":               {head(`{"alg":"","kid":"k1","typ":"JWT"}`), keys.ErrSignature},
		"alg missing":             {head(`{"kid":"k1","typ":"JWT"}`), keys.ErrSignature},
		"alg hs256":               {head(`{"alg":"hs256","kid":"k1","typ":"JWT"}`), keys.ErrSignature},
		"alg a list":              {head(`{"alg":["HS256"],"kid":"k1","typ":"JWT"}`), keys.ErrSignature},
		"HS512":                   {forge(sha512.New, secret.Key, `{"alg":"HS512","kid":"k1","typ":"JWT"}`, payload), keys.ErrSignature},
		"HS512 said, HS256 meant": {head(`{"alg":"HS512","kid":"k1","typ":"JWT"}`), keys.ErrSignature},
		"RS256":                   {rs256, keys.ErrSignature},
		"public key as secret":    {forge(sha256.New, public, header, payload), keys.ErrSignature},
		"empty key":               {forge(sha256.New, nil, header, payload), keys.ErrSignature},
		"kid as key":              {forge(sha256.New, []byte("k1"), header, payload), keys.ErrSignature},
		"kid missing":             {head(`{"alg":"HS256","typ":"JWT"}`), keys.ErrToken},
		"kid empty":               {head(`{"alg":"HS256","kid":"","typ":"JWT"}`), keys.ErrUnknownKey},
		"kid unknown":             {head(`{"alg":"HS256","kid":"k2","typ":"JWT"}`), keys.ErrUnknownKey},
		"kid in another case":     {head(`{"alg":"HS256","kid":"K1","typ":"JWT"}`), keys.ErrUnknownKey},
		"kid a path":              {forge(sha256.New, nil, `{"alg":"HS256","kid":"../../../dev/null","typ":"JWT"}`, payload), keys.ErrUnknownKey},
		"kid with a zero":         {head(`{"alg":"HS256","kid":"k1\u0000","typ":"JWT"}`), keys.ErrUnknownKey},
		"kid SQL":                 {head(`{"alg":"HS256","kid":"x' UNION SELECT 'k1","typ":"JWT"}`), keys.ErrUnknownKey},
		"kid a number":            {head(`{"alg":"HS256","kid":0,"typ":"JWT"}`), keys.ErrToken},
		"kid a list":              {head(`{"alg":"HS256","kid":["k1"],"typ":"JWT"}`), keys.ErrToken},
		"typ missing":             {head(`{"alg":"HS256","kid":"k1"}`), keys.ErrToken},
		"another typ":             {head(`{"alg":"HS256","kid":"k1","typ":"reset+jwt"}`), keys.ErrToken},
		"crit":                    {head(`{"alg":"HS256","kid":"k1","typ":"JWT","crit":["exp"]}`), keys.ErrToken},
		"jwk":                     {head(`{"alg":"HS256","kid":"k1","typ":"JWT","jwk":{"kty":"oct","k":"AA"}}`), keys.ErrToken},
		"jku":                     {head(`{"alg":"HS256","kid":"k1","typ":"JWT","jku":"https://evil.example"}`), keys.ErrToken},
		"header null":             {head(`null`), keys.ErrToken},
		"header a list":           {head(`[]`), keys.ErrToken},
		"payload null":            {sign(header, `null`), keys.ErrToken},
		"payload a list":          {sign(header, `[]`), keys.ErrToken},
		"payload empty":           {sign(header, `{}`), keys.ErrToken},
		"payload cut":             {sign(header, payload[:40]), keys.ErrToken},
		"payload twice":           {sign(header, payload+payload), keys.ErrToken},
		"no exp":                  {body(`,"exp":1772367300`, ``), keys.ErrToken},
		"exp null":                {body(`1772367300`, `null`), keys.ErrToken},
		"exp text":                {body(`1772367300`, `"1772367300"`), keys.ErrToken},
		"exp huge":                {body(`1772367300`, `1e300`), keys.ErrToken},
		"exp a fraction":          {body(`1772367300`, `1772367300.5`), keys.ErrToken},
		"exp zero":                {body(`1772367300`, `0`), keys.ErrExpired},
		"exp now":                 {body(`1772367300`, `1772366400`), keys.ErrExpired},
		"nbf ahead":               {body(`"exp"`, `"nbf":1772366401,"exp"`), keys.ErrToken},
		"aud missing":             {body(`"aud":"api",`, ``), keys.ErrToken},
		"aud another":             {body(`"api"`, `"web"`), keys.ErrToken},
		"aud a list":              {body(`"api"`, `["api","web"]`), keys.ErrToken},
		"iss missing":             {body(`"iss":"https://planner.example",`, ``), keys.ErrToken},
		"iss another":             {body(`planner.example`, `planner.example.evil`), keys.ErrToken},
		"sub missing":             {body(`"sub":"u-1",`, ``), keys.ErrToken},
		"sub empty":               {body(`"u-1"`, `""`), keys.ErrToken},
		"sub a number":            {body(`"u-1"`, `1`), keys.ErrToken},
		"deep":                    {sign(header, `{"a":`+strings.Repeat("[", 1500)), keys.ErrToken},
	} {
		got, err := r.Verify(c.token, want)
		require.ErrorIs(t, err, c.want, name)
		require.ErrorIs(t, err, keys.ErrToken, name)
		require.Zero(t, got, name)
		for _, part := range []string{"planner", "u-1", "k1", "1e300", "evil", "eyJ"} {
			require.NotContains(t, err.Error(), part, name)
		}
	}

	for _, w := range []keys.Want{
		{}, {Issuer: want.Issuer}, {Audience: want.Audience},
		{Issuer: want.Issuer, Audience: "web"}, {Issuer: "https://other.example", Audience: want.Audience},
	} {
		_, err := r.Verify(good, w)
		require.ErrorIs(t, err, keys.ErrToken, "%+v", w)
	}
}

func TestExpiry(t *testing.T) {
	t.Parallel()
	now := noon
	r, err := keys.New(keys.Config{Now: func() time.Time { return now }}, secret)
	require.NoError(t, err)
	token, err := r.Sign(claims(noon))
	require.NoError(t, err)
	now = noon.Add(15*time.Minute - time.Nanosecond)
	_, err = r.Verify(token, want)
	require.NoError(t, err)
	now = noon.Add(15 * time.Minute)
	_, err = r.Verify(token, want)
	require.ErrorIs(t, err, keys.ErrExpired)
	_, err = r.Verify(token, keys.Want{Issuer: want.Issuer, Audience: "web"})
	require.NotErrorIs(t, err, keys.ErrExpired, "what would not help is not said")
}

// A token has one spelling: whatever byte is changed, it is refused.
func TestTamperedAtEachByte(t *testing.T) {
	t.Parallel()
	r := fixed(t)
	good, err := r.Sign(claims(noon))
	require.NoError(t, err)
	for i := range len(good) {
		for _, c := range []byte("ABQgwz059-_.=+/ \n\r\x00\x80") {
			if c == good[i] {
				continue
			}
			_, err := r.Verify(good[:i]+string(c)+good[i+1:], want)
			require.ErrorIs(t, err, keys.ErrToken)
			require.NotContains(t, err.Error(), good[:10])
		}
		for _, bit := range []byte{1, 2, 4, 8, 16, 32, 64, 128} {
			bad := []byte(good)
			bad[i] ^= bit
			_, err := r.Verify(string(bad), want)
			require.ErrorIs(t, err, keys.ErrToken)
		}
		_, err := r.Verify(good[:i], want)
		require.ErrorIs(t, err, keys.ErrToken)
		_, err = r.Verify(good[:i]+good[i+1:], want)
		require.ErrorIs(t, err, keys.ErrToken)
	}
}

// Whatever is believed is what Sign makes of its claims, even of somebody who
// has the key and writes the payload by hand.
func FuzzVerify(f *testing.F) {
	r := fixed(f)
	good, err := r.Sign(claims(noon))
	require.NoError(f, err)
	f.Add(good, header, payload)
	f.Add("", `{"alg":"none","kid":"k1","typ":"JWT"}`, payload)
	f.Add("eyJ.eyJ.", header, `null`)
	f.Add("a.b.c", header, `{"exp":1e300,"aud":["api"]}`)
	f.Add(good+".", `{"alg":"HS256","kid":"k1","typ":"JWT","crit":[]}`, `{"exp":9223372036854775807}`)
	f.Fuzz(func(t *testing.T, token, header, payload string) {
		if _, err := r.Verify(token, want); err != nil {
			require.ErrorIs(t, err, keys.ErrToken)
		} else {
			require.Equal(t, good, token, "nobody has the key")
		}
		forged := forge(sha256.New, secret.Key, header, payload)
		c, err := r.Verify(forged, want)
		if err != nil {
			require.ErrorIs(t, err, keys.ErrToken)
			return
		}
		require.Equal(t, want, keys.Want{Issuer: c.Issuer, Audience: c.Audience})
		require.NotEmpty(t, c.Subject)
		require.True(t, c.Expires.After(noon))
	})
}
