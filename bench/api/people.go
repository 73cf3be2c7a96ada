package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/auth/password"
	"github.com/einkpdf/platform/sqldb"
)

// secret is the password of everybody here.
const secret = "correct horse battery staple"

// addUsers makes accounts in the database of a server that does not run. All share a hash, which is as strong as anybody's.
func addUsers(ctx context.Context, folder string, names []string) (err error) {
	hasher, err := password.New(password.Config{})
	if err != nil {
		return err
	}
	hash, err := hasher.Hash(ctx, secret)
	if err != nil {
		return err
	}
	db, err := sqldb.OpenSQLite(ctx, filepath.Join(folder, "server.sqlite"), sqldb.SQLiteOptions{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	now := time.Now()
	return auth.NewSQL(db).Write(ctx, func(w auth.Writer) error {
		for _, name := range names {
			email := name + "@example.com"
			u := auth.User{ID: name, Name: name, Email: email, Role: auth.RoleUser, Active: true, CreatedAt: now, UpdatedAt: now}
			if err := w.AddAccount(ctx, auth.Account{User: u, NameKey: auth.Key(name), EmailKey: auth.Key(email), PasswordHash: hash}); err != nil {
				return err
			}
		}
		return nil
	})
}

// named are the names of n users.
func named(kind string, n int) (names []string) {
	for i := range n {
		names = append(names, fmt.Sprintf("%s-%03d", kind, i))
	}
	return names
}
