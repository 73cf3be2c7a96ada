package auth

import (
	"context"
	"errors"
)

// Person is what users may know of each other.
type Person struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// MaxPeople is how many ids one call of People takes.
const MaxPeople = 200

// People names users to whoever is logged in, for pages that show who wrote or shared
// something: those of ids that there are, in that order, at most MaxPeople.
// Errors: CodeUnauthenticated.
func (s *Service) People(ctx context.Context, by Identity, ids ...string) ([]Person, error) {
	var people []Person
	err := s.c.Store.Read(ctx, func(r Reader) error {
		people = nil
		if err := s.mayMeet(ctx, r, by); err != nil {
			return err
		}
		for _, id := range ids[:min(len(ids), MaxPeople)] {
			a, err := r.Account(ctx, id)
			if errors.Is(err, ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			people = append(people, Person{a.ID, a.Name})
		}
		return nil
	})
	return people, err
}

// FindPerson finds the active user who has this name, to whoever is logged in: to
// share something with. Case does not count; nobody is found by a part of the name or
// by an address. Errors: CodeUnauthenticated, CodeNoUser.
func (s *Service) FindPerson(ctx context.Context, by Identity, name string) (Person, error) {
	var p Person
	err := s.c.Store.Read(ctx, func(r Reader) error {
		if err := s.mayMeet(ctx, r, by); err != nil {
			return err
		}
		a, err := r.AccountByName(ctx, Key(typed(name)))
		if err != nil {
			return orNoUser(err)
		}
		if !a.Active {
			return orNoUser(ErrNotFound)
		}
		p = Person{a.ID, a.Name}
		return nil
	})
	if err != nil {
		return Person{}, err
	}
	return p, nil
}

// Exists tells whether an active user has the id. It is what other services ask
// before they do something for a user: projects.Users.
func (s *Service) Exists(ctx context.Context, id string) (bool, error) {
	there := false
	err := s.c.Store.Read(ctx, func(r Reader) error {
		a, err := r.Account(ctx, id)
		there = err == nil && a.Active
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		return err
	})
	return there, err
}

// mayMeet lets whoever is logged in, and operators.
func (s *Service) mayMeet(ctx context.Context, r Reader, by Identity) error {
	if by.operator {
		return nil
	}
	_, err := s.current(ctx, r, by)
	return err
}
