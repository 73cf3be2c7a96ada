package httpapi

import (
	"errors"
	"net/http"
	"slices"

	"github.com/einkpdf/platform/auth"
)

func peopleOperations() []operation {
	return []operation{
		{id: "findPerson", method: "GET", path: "/people", who: user, query: "name", handle: findPerson},
	}
}

// findPerson finds whom to share with.
func findPerson(c *call) error {
	name := c.r.URL.Query().Get("name")
	if name == "" {
		return refuse(http.StatusBadRequest, "invalid-parameter", "name", "Say who is meant: ?name= with the whole name of a user.")
	}
	p, err := c.api.c.People.FindPerson(c.ctx(), c.id, name)
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, p)
}

// people names users, each once. It is empty where nobody knows names.
func (c *call) people(ids ...string) ([]auth.Person, error) {
	slices.Sort(ids)
	ids = slices.DeleteFunc(slices.Compact(ids), func(id string) bool { return id == "" })
	if c.api.c.People == nil || len(ids) == 0 {
		return nil, nil
	}
	var all []auth.Person
	for some := range slices.Chunk(ids, auth.MaxPeople) {
		people, err := c.api.c.People.People(c.ctx(), c.id, some...)
		if _, refused := errors.AsType[*auth.Error](err); refused { // whoever may not ask who others are sees their ids
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, people...)
	}
	return all, nil
}
