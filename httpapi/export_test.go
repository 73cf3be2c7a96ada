package httpapi

import "go.yaml.in/yaml/v4"

// Described is the whole description as JSON: of all operations that any file has, also of those that no table has.
func Described() ([]byte, error) {
	doc, err := merged()
	if err != nil {
		return nil, err
	}
	return asJSON(doc)
}

// Merge adds a fragment to a root.
func Merge(root, part string) error {
	var a, b yaml.Node
	if err := yaml.Unmarshal([]byte(root), &a); err != nil {
		return err
	}
	if err := yaml.Unmarshal([]byte(part), &b); err != nil {
		return err
	}
	return merge(a.Content[0], b.Content[0], "part", 0)
}

// Who may ask, for each operation by its id: "anybody", "user" or "operator".
func Who(a *API) map[string]string {
	all := map[string]string{}
	for _, o := range a.operations() {
		all[o.id] = map[who]string{anybody: "anybody", user: "user", operator: "operator"}[o.who]
	}
	return all
}

// Queries are the parameters of each operation's query, by its id, with spaces between.
func Queries(a *API) map[string]string {
	all := map[string]string{}
	for _, o := range a.operations() {
		all[o.id] = o.query
	}
	return all
}

// ProblemOf is the one table of errors.
func ProblemOf(err error) Problem { return problemOf(err) }

// Early tells the operations that are also for who has not accepted the terms of use, and Own those that manage one's own account.
func Early(a *API) (early, own map[string]bool) {
	early, own = map[string]bool{}, map[string]bool{}
	for _, o := range a.operations() {
		early[o.id], own[o.id] = o.early || o.account, o.account
	}
	return early, own
}
