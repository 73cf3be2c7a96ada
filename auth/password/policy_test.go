package password_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/einkpdf/platform/auth/password"
)

func TestPolicy(t *testing.T) {
	t.Parallel()
	alice := []string{"alice", "alice.miller@mail.example.org"}
	for _, c := range []struct {
		policy   password.Policy
		password string
		related  []string
		want     error
	}{
		{password: "12345678"}, // lists are the host's
		{password: "        "},
		{password: "パスワードは八文字"},
		{password: "👩‍💻❤️ emoji"},
		{password: "1234567", want: password.ErrTooShort{Min: 8}},
		{password: "", want: password.ErrTooShort{Min: 8}},
		{password: "ééééééé", want: password.ErrTooShort{Min: 8}},                    // 14 bytes
		{password: strings.Repeat("e\u0301", 7), want: password.ErrTooShort{Min: 8}}, // 14 code points as typed
		{password: strings.Repeat("x", 256)},                                         //
		{password: strings.Repeat("x", 257), want: password.ErrTooLong{Max: 256}},    //
		{password: strings.Repeat("e\u0301", 256)},                                   //
		{password: strings.Repeat("x", password.MaxBytes+1), want: password.ErrTooLong{Max: 256}},
		{policy: password.Policy{Min: 12}, password: "12345678901", want: password.ErrTooShort{Min: 12}},
		{policy: password.Policy{Min: 4, Max: 6}, password: "1234"},
		{policy: password.Policy{Min: 4, Max: 6}, password: "1234567", want: password.ErrTooLong{Max: 6}},
		{policy: password.Policy{Min: -1}, password: "", want: password.ErrTooShort{Min: 1}},
		{policy: password.Policy{Max: 5000}, password: strings.Repeat("x", 1025), want: password.ErrTooLong{Max: 1024}},
		{password: "tab\tinside", want: password.ErrCharacters},
		{password: "zero\x00inside", want: password.ErrCharacters},
		{password: "line\nbreak", want: password.ErrCharacters},
		{password: "c1 \u0085 control", want: password.ErrCharacters},
		{password: "not utf-8 \xff", want: password.ErrCharacters},

		{password: "alice.miller@mail.example.org", related: alice, want: password.ErrRelated},
		{password: "ALICE MILLER", related: alice, want: password.ErrRelated},
		{password: "alice2024", related: alice, want: password.ErrRelated},
		{password: "a.l.i.c.e", related: alice, want: password.ErrRelated},
		{password: "ａｌｉｃｅ123", related: alice, want: password.ErrRelated}, // full width
		{password: "MillerAlice!", related: alice, want: password.ErrRelated},
		{password: "example.org", related: alice, want: password.ErrRelated},
		{password: "bobbobbob", related: []string{"Bob"}, want: password.ErrRelated},
		{password: "łukasz_łukasz", related: []string{"Łukasz"}, want: password.ErrRelated},
		{password: "alice sings in the rain", related: alice},
		{password: "alice~!@#$%^", related: alice},
		{password: "malice aforethought", related: alice},
		{password: "communication", related: []string{"bo", "x@y.com"}},
		{password: "abababababab", related: []string{"ab"}}, // two characters are no name
		{password: "anything else", related: []string{"", "@", "\xff\xfe", strings.Repeat("long", 1000)}},
	} {
		err := c.policy.Check(t.Context(), c.password, c.related...)
		if c.want == nil {
			require.NoError(t, err, "%q", c.password)
			continue
		}
		require.Equal(t, c.want, err, "%q", c.password)
		require.ErrorIs(t, err, password.ErrPolicy)
		require.ErrorIs(t, err, c.want)
		require.Regexp(t, "^the password .*: please ", err.Error(), "a sentence for the person")
	}
}

func TestPolicyAsksTheList(t *testing.T) {
	t.Parallel()
	unreachable := errors.New("unreachable")
	p := password.Policy{Breached: func(_ context.Context, given string) (bool, error) {
		switch given {
		case "password1", "motörhead":
			return true, nil
		case "unreachable":
			return false, unreachable
		case "short":
			t.Error("asked for nothing")
		}
		return false, nil
	}}
	require.ErrorIs(t, p.Check(t.Context(), "password1"), password.ErrBreached)
	require.ErrorIs(t, p.Check(t.Context(), "moto\u0308rhead"), password.ErrBreached, "the normal form is asked for")
	require.NoError(t, p.Check(t.Context(), phrase))
	require.ErrorIs(t, p.Check(t.Context(), "short"), password.ErrTooShort{Min: 8})
	err := p.Check(t.Context(), "unreachable")
	require.ErrorIs(t, err, unreachable)
	require.NotErrorIs(t, err, password.ErrPolicy, "no verdict")
}

// Whatever a policy accepts can be hashed and verified, in any of its forms.
func TestAcceptedPasswordsCanBeUsed(t *testing.T) {
	t.Parallel()
	h := quick(t)
	rapid.Check(t, func(rt *rapid.T) {
		p := password.Policy{Min: 1, Max: 1024}
		given := rapid.OneOf(rapid.String(), rapid.StringN(900, 1100, -1)).Draw(rt, "password")
		related := rapid.SliceOfN(rapid.String(), 0, 20).Draw(rt, "related")
		err := p.Check(t.Context(), given, related...)
		if err != nil {
			require.ErrorIs(rt, err, password.ErrPolicy)
			return
		}
		encoded, err := h.Hash(t.Context(), given)
		require.NoError(rt, err)
		for _, form := range []string{given, password.Normal(given)} {
			ok, _, err := h.Verify(t.Context(), form, encoded)
			require.NoError(rt, err)
			require.True(rt, ok)
		}
	})
}

func FuzzNormal(f *testing.F) {
	f.Add("Zoe\u0308\u00a0x")
	f.Add(strings.Repeat("\u0300\u0316", 60))
	f.Add("\uac00\u11a7\u1100\u1161")
	f.Add("\u1e9b\u0323\u3000\ufdfa")
	f.Fuzz(func(t *testing.T, s string) {
		n := password.Normal(s)
		require.Equal(t, n, password.Normal(n))
		require.True(t, utf8.ValidString(n))
		require.LessOrEqual(t, len(n), 3*len(s)+6)
		_ = password.Policy{}.Check(t.Context(), s, s[:len(s)/2], n)
	})
}
