package migrate

import (
	"context"
	"encoding/json"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectfile"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

// allocated is how many bytes are allocated while f runs. No test runs beside it.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// wide is an object of JSON with so many fields.
func wide(fields int) string {
	var b strings.Builder
	for i := range fields {
		b.WriteString(`,"` + strconv.Itoa(i) + `":1`)
	}
	return "{" + b.String()[1:] + "}"
}

// TestHostileJSON reads what is made to need much more memory than it has bytes.
func TestHostileJSON(t *testing.T) {
	const size = 1 << 20
	ones := "[" + strings.Repeat("1,", size/2) + "1]"
	for name, index := range map[string]string{
		"lists in lists":  strings.Repeat("[", 5000) + ones + strings.Repeat("]", 5000),
		"maps in lists":   strings.Repeat(`[{"a":`, 4000) + ones + strings.Repeat("}]", 4000),
		"a large entry":   `{"id": "x", "more": ` + wide(size/10) + "}",
		"a wide entry":    `[{"id": "x", ` + wide(size / 8)[1:] + "]",
		"maps in maps":    strings.Repeat(`{"a":`, 9000) + ones + strings.Repeat("}", 9000),
		"many keys":       wide(size / 8),
		"a long key":      `{"` + strings.Repeat("k", size) + `": {"id": "y"}}`,
		"many backslashs": `{"x": {"id": "` + strings.Repeat(`\\`, size) + `"}}`,
	} {
		var err error
		bytes := allocated(func() { err = readIndex(t.Context(), []byte(index), func(*galleryEntry) {}) })
		require.NoError(t, err, name)
		require.Less(t, bytes, uint64(8*size), name)
	}
	for _, project := range []string{`{"metadata": ` + wide(size) + `}`, wide(size), ones[1:]} {
		data := []byte(project)
		require.Less(t, allocated(func() { readMetadata(data) }), uint64(size))
	}
}

func FuzzParts(f *testing.F) {
	for _, s := range []string{`{"a": [1, {"b": "]\"}"}], "c" : null}`, `[[],{},"\\",-1e3 , true]`, "{}", `{"a"`, `["`, `[1}{`, "[:,:]", `{"a":"\`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var keys, values []string
		for key, value := range parts(data) {
			require.NotEmpty(t, value)
			keys, values = append(keys, string(key)), append(values, string(value))
		}
		var list []json.RawMessage
		if json.Unmarshal(data, &list) == nil && list != nil {
			require.Len(t, values, len(list))
			for i, v := range list {
				require.Equal(t, string(v), values[i])
			}
		}
		var object map[string]json.RawMessage
		if json.Unmarshal(data, &object) != nil || object == nil {
			return
		}
		found := map[string]string{}
		for i, key := range keys {
			var name string
			require.NoError(t, json.Unmarshal([]byte(key), &name))
			found[name] = values[i]
		}
		require.Len(t, found, len(object))
		for name, v := range object {
			require.Equal(t, string(v), found[name])
		}
	})
}

// crowd is a gallery where the first so many places for a name are taken.
type crowd struct {
	projects.Reader
	taken, asked int
}

func (c *crowd) EntryBySlug(_ context.Context, slug string) (projects.Entry, error) {
	c.asked++
	n := 1
	if ending, numbered := strings.CutPrefix(slug, "planner-"); numbered {
		n, _ = strconv.Atoi(ending)
	}
	if n > c.taken {
		return projects.Entry{}, projects.ErrNotFound
	}
	return projects.Entry{}, nil
}

// TestManySlugs gives many projects of one name a place each, where many are taken.
func TestManySlugs(t *testing.T) {
	t.Parallel()
	i := newProjectsImport(&ProjectSource{}, nil, nil, ProjectsOptions{})
	r := &crowd{taken: 1000}
	for n := range 100 {
		c := &projectCandidate{p: sourceProject{listed: &galleryEntry{slug: "planner"}}}
		at, err := i.slug(t.Context(), r, c)
		require.NoError(t, err)
		require.Equal(t, "planner-"+strconv.Itoa(1001+n), at.slug)
		i.take(at)
	}
	require.Less(t, r.asked, 1200)
}

// TestManyNotes has more to say than a report may have.
func TestManyNotes(t *testing.T) {
	t.Parallel()
	r := &ProjectsReport{}
	var p ProjectResult
	for range 2 * maxNotes {
		p.note(strings.Repeat("ä", 2*maxNote))
	}
	require.Len(t, p.Notes, maxNotes)
	require.Equal(t, strings.Repeat("ä", maxNote-1)+"…", p.Notes[0])
	for range maxAllNotes/maxNotes + 1 {
		r.add(p)
	}
	require.Len(t, r.Projects[maxAllNotes/maxNotes-1].Notes, maxNotes)
	last := r.Projects[maxAllNotes/maxNotes]
	require.Empty(t, last.Notes)
	require.Equal(t, 2*maxNotes, last.MoreNotes)
}

// TestFindTwice looks for a project twice, as a transaction does that runs again.
func TestFindTwice(t *testing.T) {
	t.Parallel()
	db := sqldbtest.SQLite(t, auth.Schema(), projects.Schema())
	s, err := projects.New(projects.Config{Store: projects.NewSQL(db), Files: projectfile.New(projectfile.Config{})})
	require.NoError(t, err)
	p, err := s.Create(t.Context(), projects.Actor{User: "ann"}, projects.NewProject{Source: []byte("einkpdf: 1\n")})
	require.NoError(t, err)
	i := newProjectsImport(&ProjectSource{}, nil, db, ProjectsOptions{})
	c := i.candidate(sourceProject{id: p.ID, owner: "bob"})
	require.NoError(t, db.Write(t.Context(), func(tx *sqldb.Tx) error {
		if err := c.find(t.Context(), tx); err != nil {
			return err
		}
		return c.find(t.Context(), tx)
	}))
	require.Equal(t, []string{"owner"}, c.result.Differs)
}
