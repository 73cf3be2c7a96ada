package httpapi_test

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/authtest"
	"github.com/einkpdf/platform/httpapi"
)

// somewhere is a path with nothing in it that there is: what is refused before that is looked at needs no more.
func somewhere(path string) string {
	return regexp.MustCompile(`\{[a-z]+\}`).ReplaceAllString(path, "none")
}

// Who has not accepted the terms of use is told so by every operation, but by those about the account and for everybody.
func TestTermsHoldEverywhere(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	who, refused := httpapi.Who(h.api), 0
	early, _ := httpapi.Early(h.api)
	for _, role := range []auth.Role{auth.RoleUser, auth.RoleAdmin} {
		c := &client{h: h, t: t, name: "new-" + string(role), role: role}
		_, err := h.accounts.Service.CreateUser(t.Context(), auth.Operator("test"), auth.NewUser{
			Name: c.name, Email: authtest.Email(c.name), Password: authtest.Password(c.name), Role: role,
		})
		require.NoError(t, err)
		c.login(auth.TokenSession)
		for _, o := range h.api.Operations() {
			if who[o.ID] != "anybody" && !early[o.ID] {
				c.do(o.Method, somewhere(o.Path), nil).problem(403, "terms-not-accepted")
				refused++
			}
		}
	}
	require.Greater(t, refused, 100)
}

// An impersonation that is for looking changes nothing, whatever is asked for, and none opens an account.
func TestImpersonationsHoldEverywhere(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	who, looking, closed := httpapi.Who(h.api), 0, 0
	_, own := httpapi.Early(h.api)
	root := auth.Identity{User: auth.User{ID: h.admin().id, Role: auth.RoleAdmin}}
	for _, write := range []bool{false, true} {
		_, secret, err := h.admins.Impersonate(t.Context(), root, h.user("ada").id, "a test", write, 0)
		require.NoError(t, err)
		for _, o := range h.api.Operations() {
			ask := func() *answer { return h.admin().do(o.Method, somewhere(o.Path), nil, header("Impersonate", secret)) }
			switch {
			case who[o.ID] != "user":
			case own[o.ID]:
				ask().problem(403, "impersonation-account")
				closed++
			case o.Method != "GET" && !write:
				ask().problem(403, "impersonation-read-only")
				looking++
			}
		}
	}
	require.Greater(t, looking, 20)
	require.Greater(t, closed, 10)
}
