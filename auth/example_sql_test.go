package auth_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/sqldb"
)

// temporary opens a database for an example, which removes it.
func temporary(ctx context.Context) (*sqldb.DB, func(), error) {
	folder, err := os.MkdirTemp("", "auth")
	if err != nil {
		return nil, nil, err
	}
	db, err := sqldb.OpenSQLite(ctx, filepath.Join(folder, "einkpdf.sqlite"), sqldb.SQLiteOptions{})
	if err != nil {
		return nil, nil, errors.Join(err, os.RemoveAll(folder))
	}
	remove := func() { _ = errors.Join(db.Close(), os.RemoveAll(folder)) }
	if err := db.Migrate(ctx, auth.Schema()); err != nil {
		remove()
		return nil, nil, err
	}
	return db, remove, nil
}

// The store by itself: a program of the operator's looks something up.
func ExampleNewSQL() {
	ctx := context.Background()
	db, remove, err := temporary(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer remove()
	store := auth.NewSQL(db)
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

	err = store.Write(ctx, func(w auth.Writer) error {
		return w.AddAccount(ctx, auth.Account{
			User: auth.User{
				ID: "f0e1", Name: "Élodie", Email: "Elodie@example.com", Role: auth.RoleUser, Active: true,
				CreatedAt: now, UpdatedAt: now,
			},
			NameKey: auth.Key("Élodie"), EmailKey: auth.Key("Elodie@example.com"),
		})
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	err = store.Read(ctx, func(r auth.Reader) error {
		account, err := r.AccountByName(ctx, auth.Key("ÉLODIE"))
		if err != nil {
			return err
		}
		fmt.Println(account.Name, account.Role)
		users, _, err := r.Users(ctx, auth.UserFilter{Query: "example.com"}, "", 50)
		fmt.Println(len(users), "user")
		return err
	})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// Élodie user
	// 1 user
}

// A host writes rows of its own and an account in one transaction.
func ExampleJoinSQL() {
	ctx := context.Background()
	db, remove, err := temporary(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer remove()
	if _, err := db.Exec(ctx, `create table invitation (code text primary key, used_by text)`); err != nil {
		fmt.Println(err)
		return
	}
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	invited := auth.Account{
		User:    auth.User{ID: "f0e1", Name: "Élodie", Email: "elodie@example.com", Role: auth.RoleUser, Active: true, CreatedAt: now, UpdatedAt: now},
		NameKey: auth.Key("Élodie"), EmailKey: auth.Key("elodie@example.com"),
	}
	for range 2 {
		err := db.Write(ctx, func(tx *sqldb.Tx) error {
			if _, err := tx.Exec(ctx, `insert into invitation (code, used_by) values ($1, $2)`, rand.Text(), invited.ID); err != nil {
				return err
			}
			return auth.JoinSQL(tx).AddAccount(ctx, invited)
		})
		fmt.Println(err == nil, errors.Is(err, auth.ErrExists))
	}
	var used int
	if err := db.Get(ctx, &used, `select count(*) from invitation`); err != nil {
		fmt.Println(err)
	}
	fmt.Println(used, "invitation used")
	// Output:
	// true false
	// false true
	// 1 invitation used
}

// The throttle by itself, for something else that is not to be tried often.
func ExampleNewSQLThrottle() {
	ctx := context.Background()
	db, remove, err := temporary(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer remove()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	throttle := auth.NewSQLThrottle(db, auth.ThrottleConfig{Now: func() time.Time { return now }})
	limit := auth.Limit{Count: 3, Per: time.Minute}

	for range 4 {
		wait, err := throttle.Take(ctx, "door code from 192.0.2.1", limit)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println("wait", wait)
	}
	now = now.Add(20 * time.Second)
	wait, err := throttle.Take(ctx, "door code from 192.0.2.1", limit)
	fmt.Println("later: wait", wait, err)
	// Output:
	// wait 0s
	// wait 0s
	// wait 0s
	// wait 20s
	// later: wait 0s <nil>
}
