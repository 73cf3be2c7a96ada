package keys_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/einkpdf/platform/auth/keys"
)

// folder stands for where a service keeps its data.
func folder() (path string, remove func()) {
	dir, err := os.MkdirTemp("", "keys")
	if err != nil {
		panic(err)
	}
	return dir, func() { _ = os.RemoveAll(dir) }
}

// A service signs tokens and verifies them.
func Example() {
	dir, remove := folder()
	defer remove()
	ring, err := keys.Open(keys.Config{Path: filepath.Join(dir, "keys.json")})
	if err != nil {
		fmt.Println(err)
		return
	}
	token, err := ring.Sign(keys.Claims{
		Issuer: "https://planner.example", Audience: "api", Subject: "4f0c", Session: "91ab",
		Expires: time.Now().Add(15 * time.Minute),
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	want := keys.Want{Issuer: "https://planner.example", Audience: "api"}
	claims, err := ring.Verify(token, want)
	fmt.Println(claims.Subject, claims.Session, err)
	_, err = ring.Verify(token+"x", want)
	fmt.Println(errors.Is(err, keys.ErrToken), err)
	// Output:
	// 4f0c 91ab <nil>
	// true keys: token refused: its signature is wrong
}

// What was signed before a rotation still verifies, unless the old key is revoked.
func ExampleRing_Rotate() {
	dir, remove := folder()
	defer remove()
	ring, err := keys.Open(keys.Config{Path: filepath.Join(dir, "keys.json")})
	if err != nil {
		fmt.Println(err)
		return
	}
	c := keys.Claims{Issuer: "me", Audience: "api", Subject: "4f0c", Expires: time.Now().Add(time.Hour)}
	token, err := ring.Sign(c)
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := ring.Rotate(); err != nil {
		fmt.Println(err)
		return
	}
	_, err = ring.Verify(token, keys.Want{Issuer: "me", Audience: "api"})
	fmt.Println(len(ring.Keys()), "keys:", err)

	if err := ring.Revoke(ring.Keys()[1].ID); err != nil {
		fmt.Println(err)
		return
	}
	_, err = ring.Verify(token, keys.Want{Issuer: "me", Audience: "api"})
	fmt.Println(len(ring.Keys()), "key:", errors.Is(err, keys.ErrUnknownKey))
	// Output:
	// 2 keys: <nil>
	// 1 key: true
}

// In production a missing file is a mistake, and no reason to make new keys.
func ExampleOpen_production() {
	dir, remove := folder()
	defer remove()
	_, err := keys.Open(keys.Config{Path: filepath.Join(dir, "keys.json"), Production: true})
	fmt.Println(errors.Is(err, keys.ErrNoKeys))
	// Output:
	// true
}

// A host takes the keys from its secret store: the new one, and the one before.
func ExampleNew() {
	ring, err := keys.New(keys.Config{},
		keys.Secret{ID: "2026-03", Key: []byte("…32 random bytes, from the store…")},
		keys.Secret{ID: "2026-02", Key: []byte("…the 32 random bytes before them…")},
	)
	fmt.Println(ring, err)
	_, err = keys.New(keys.Config{}, keys.Secret{ID: "old", Key: []byte("dev-secret-key-change-in-production")})
	fmt.Println(err)
	// Output:
	// keys.Ring[2026-03 2026-02] <nil>
	// keys: weak key old: it is the predecessor's published default
}
