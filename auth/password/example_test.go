package password_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/einkpdf/platform/auth/password"
)

// A login: verify, and replace a hash that is older than today's settings.
func ExampleHasher_Verify() {
	ctx := context.Background()
	h, err := password.New(password.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	stored := "$2b$12$abcdefghijklmnopqrstuu0sDWleciW5uGBGYwxpcgAsh9WK4bWNy" // the predecessor's
	for range 2 {
		ok, rehash, err := h.Verify(ctx, "correct horse battery staple", stored)
		fmt.Println(ok, rehash, err)
		if ok && rehash {
			if stored, err = h.Hash(ctx, "correct horse battery staple"); err != nil {
				fmt.Println(err)
			}
			fmt.Println(stored[:30])
		}
	}
	// Output:
	// true true <nil>
	// $argon2id$v=19$m=19456,t=2,p=1
	// true false <nil>
}

// A login for a name that nobody has takes as long as one that somebody has.
func ExampleHasher_VerifyNothing() {
	h, err := password.New(password.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(h.VerifyNothing(context.Background(), "a guess"))
	// Output:
	// <nil>
}

// While accounts have bcrypt hashes, no login may take less work than theirs does.
func ExampleHasher_Evenly() {
	h, err := password.New(password.Config{BcryptCost: 4}) // of an example; leave it out
	if err != nil {
		fmt.Println(err)
		return
	}
	anyBcrypt := true // the database says so
	if anyBcrypt {
		h = h.Evenly()
	}
	fmt.Println(h.Verify(context.Background(), "correct horse battery staple", "$2y$04$abcdefghijklmnopqrstuu7EJV7kdjBBQxyb0HjTh9KS7.Lah/6CG"))
	fmt.Println(h.VerifyNothing(context.Background(), "a guess"))
	// Output:
	// true true <nil>
	// <nil>
}

// An importer asks whether a hash can be used before it takes the account.
func ExampleCheck() {
	fmt.Println(password.Check("$2b$12$abcdefghijklmnopqrstuu0sDWleciW5uGBGYwxpcgAsh9WK4bWNy"))
	_, err := password.Check("$2b$31$abcdefghijklmnopqrstuu0sDWleciW5uGBGYwxpcgAsh9WK4bWNy")
	fmt.Println(err)
	// Output:
	// bcrypt <nil>
	// password: stored hash cannot be read: bcrypt cost 31: 4 to 14 can be used
}

func ExamplePolicy_Check() {
	ctx := context.Background()
	everybodys := map[string]bool{"password": true, "iloveyou": true}
	p := password.Policy{Breached: func(_ context.Context, s string) (bool, error) { return everybodys[s], nil }}

	for _, s := range []string{"tiny", "iloveyou", "Alice-1999", "four walls and a roof"} {
		err := p.Check(ctx, s, "alice", "alice@example.org")
		fmt.Printf("%v (%v)\n", err, errors.Is(err, password.ErrPolicy))
	}
	// Output:
	// the password is too short: please use at least 8 characters (true)
	// the password is in a list of stolen passwords: please use another one (true)
	// the password is mostly your name or mail address: please use something else (true)
	// <nil> (false)
}
