package projectstest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
	"github.com/einkpdf/platform/sqldb/sqldbtest"
)

func hash(source string) string {
	sum := sha256.Sum256([]byte(source))
	return hex.EncodeToString(sum[:])
}

func flowCreate(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	const source = "title: Day planner\ndevice: kobo-libra\npages: 12\ndesign: day\ndesign: year\n"
	var p projects.Project
	deeds := s.deeds(t, nil, func() { p = s.Create(t, User("ann"), source) })
	require.Equal(t, []string{"projects.create ok ann project:" + p.ID + " version=1"}, deeds)
	require.NotEmpty(t, p.ID)
	require.Equal(t, projects.Project{
		ID: p.ID, Owner: "ann", Version: 1, Name: "Day planner", Title: "Day planner", Device: "kobo-libra", Pages: 12, Bytes: len(source), SHA256: hash(source),
		CreatedAt: sqldbtest.ClockStart(), UpdatedAt: sqldbtest.ClockStart(), UpdatedBy: "ann", Role: projects.Owner,
	}, p)
	require.Equal(t, p, s.Get(t, User("ann"), p.ID))

	v, read, err := s.Service.Read(t.Context(), User("ann"), p.ID)
	require.NoError(t, err)
	require.Equal(t, source, string(read))
	require.Equal(t, projects.Version{
		Project: p.ID, Number: 1, At: sqldbtest.ClockStart(), By: "ann", Change: projects.Created, Name: "Day planner", Bytes: len(source), SHA256: hash(source),
		Pages: 12, Device: "kobo-libra",
		Facts: projects.Facts{Title: "Day planner", Device: "kobo-libra", Pages: 12, Designs: []string{"day", "year"}, Read: true},
	}, v)
	require.EqualValues(t, 1, s.Counts.Writes.Load())
	require.EqualValues(t, 1, s.Counts.Inspected.Load())

	q := s.Create(t, User("ann"), source)
	require.NotEqual(t, p.ID, q.ID, "the same file again is another project")
	_, err = s.Service.Get(t.Context(), User("bob"), p.ID)
	requireCode(t, projects.CodeNotFound, err)

	deeds = s.deeds(t, nil, func() {
		q, err = s.Service.Create(t.Context(), User("ann"), projects.NewProject{Source: []byte(source), Imported: true})
		require.NoError(t, err)
	})
	require.Equal(t, []string{"projects.import ok ann project:" + q.ID + " version=1"}, deeds)
	v, _, err = s.Service.ReadVersion(t.Context(), User("ann"), q.ID, 1)
	require.NoError(t, err)
	require.Equal(t, projects.Imported, v.Change)
}

// What comes in comes out, byte for byte.
func flowCreateBytes(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	for name, source := range map[string]string{
		"comments":         "# mine, do not touch\ntitle: A # really\n\n\n# the end\n",
		"CRLF":             "title: A\r\npages: 2\r\n",
		"no final newline": "title: A",
		"BOM":              "\ufefftitle: A\n",
		"trailing spaces":  "title: A   \n\t\n",
		"nothing":          "",
		"one newline":      "\n",
		"binary":           string(all),
		"NUL":              "title: A\x00B\n",
		"long":             strings.Repeat("# 0123456789abcdef\n", projects.MaxSource/19),
		"as large as can":  strings.Repeat("x", projects.MaxSource),
	} {
		p := s.Create(t, User("ann"), source)
		require.Equal(t, len(source), p.Bytes, name)
		require.True(t, source == s.Source(t, User("ann"), p.ID), name)
		p = s.Replace(t, User("ann"), p.ID, "title: other\n")
		p, err := s.Service.Replace(t.Context(), User("ann"), p.ID, 2, []byte(source))
		require.NoError(t, err, name)
		require.Equal(t, 3, p.Version, name)
		require.Equal(t, hash(source), p.SHA256, name)
		require.True(t, source == s.Source(t, User("ann"), p.ID), name)
	}
}

func flowCreateName(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	long := strings.Repeat("ü", projects.MaxName)
	for _, c := range []struct{ given, title, name string }{
		{"", "A planner", "A planner"},
		{"", "", "Untitled"},
		{"", "  \u200b ", "Untitled"},
		{"", "a\tb", "a b"},
		{"", "a\u202eb", "ab"},
		{"", long + "ü", long},
		{"My own", "A planner", "My own"},
		{"  My  own ", "", "My  own"},
		{long, "", long},
		{"日記 2026 📔", "", "日記 2026 📔"},
		{"👩‍🏫 lessons", "", "👩‍🏫 lessons"},
	} {
		p, err := s.Service.Create(t.Context(), User("ann"), projects.NewProject{Name: c.given, Source: []byte("title: " + c.title + "\n")})
		require.NoError(t, err, c.given)
		require.Equal(t, c.name, p.Name)
		require.Equal(t, c.given != "", p.Named)
		require.Equal(t, p, s.Get(t, User("ann"), p.ID))
	}
}

func flowCreateRefused(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	create := func(by projects.Actor, name string, source []byte) error {
		_, err := s.Service.Create(t.Context(), by, projects.NewProject{Name: name, Source: source})
		return err
	}
	require.Empty(t, s.growth(t, func() {
		requireCode(t, projects.CodeUnauthenticated, create(projects.Actor{}, "", nil))
		requireCode(t, projects.CodeUnauthenticated, create(projects.Operator(), "", nil))
		for _, name := range []string{" ", "\n", "a\x00b", "a\nb", "\x7f", "\xff", "\u200b", "a\u202eb", "\ufeff", strings.Repeat("a", projects.MaxName+1), strings.Repeat("a", 1<<20)} {
			requireCode(t, projects.CodeName, create(User("ann"), name, nil))
		}
		requireCode(t, projects.CodeTooLarge, create(User("ann"), "", make([]byte, projects.MaxSource+1)))
	}))
	require.Zero(t, s.Files.Inspected.Load(), "a refused write costs nothing")
}

// A file that cannot be read is kept, and the project is still what it was.
func flowDraft(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ann := User("ann")
	p := s.Create(t, ann, "title: A\ndevice: kobo-libra\npages: 3\n")
	draft := s.Replace(t, ann, p.ID, "title: B\ndevice: x\nbroken\n")
	require.True(t, draft.Draft)
	require.Equal(t, []any{"A", "A", "kobo-libra", 3}, []any{draft.Name, draft.Title, draft.Device, draft.Pages})
	require.Equal(t, draft, s.Get(t, ann, p.ID))
	v := s.version(t, ann, p.ID, 2)
	require.True(t, v.Draft)
	require.Zero(t, v.Pages)
	require.Empty(t, v.Device)
	require.Equal(t, "A", v.Name)
	require.False(t, v.Facts.Read)
	require.Equal(t, []projects.Problem{{Line: 3, Col: 1, Code: "unreadable", Message: "This cannot be read: broken."}}, v.Facts.Errors)
	require.Equal(t, "title: B\ndevice: x\nbroken\n", s.Source(t, ann, p.ID))

	// A second one on top of it, and a name, change nothing of that.
	draft = s.Replace(t, ann, p.ID, "broken\n# still\n")
	draft, err := s.Service.Rename(t.Context(), ann, p.ID, draft.Version, "Mine")
	require.NoError(t, err)
	draft, err = s.Service.Rename(t.Context(), ann, p.ID, draft.Version, "")
	require.NoError(t, err)
	require.Equal(t, []any{"A", "A", "kobo-libra", 3, true}, []any{draft.Name, draft.Title, draft.Device, draft.Pages, draft.Draft})

	// One that can be read, and has errors, says what it is.
	p = s.Replace(t, ann, p.ID, "title: C\nfaulty\n")
	require.True(t, p.Draft)
	require.Equal(t, []any{"C", "remarkable-2", 1}, []any{p.Title, p.Device, p.Pages})
	p = s.Replace(t, ann, p.ID, "title: D\n")
	require.False(t, p.Draft)
	require.Equal(t, "D", p.Name)
	require.Len(t, s.numbers(t, ann, p.ID), 7)
	require.EqualValues(t, 3, s.Counts.Drafts.Load())
}

func flowDraftNew(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	p := s.Create(t, User("ann"), "broken")
	require.Equal(t, []any{"Untitled", "", "", 0, true}, []any{p.Name, p.Title, p.Device, p.Pages, p.Draft})
	require.Equal(t, "broken", s.Source(t, User("ann"), p.ID))
	p, err := s.Service.Create(t.Context(), User("ann"), projects.NewProject{Name: "Mine", Source: []byte("broken")})
	require.NoError(t, err)
	require.Equal(t, "Mine", p.Name)
	p = s.Replace(t, User("ann"), p.ID, "title: A\n")
	require.Equal(t, []any{"Mine", "A", true}, []any{p.Name, p.Title, p.Named})
}

// factsFiles says the same of each file.
type factsFiles struct {
	Files
	facts projects.Facts
	err   error
}

func (f *factsFiles) Inspect(context.Context, []byte) (projects.Facts, error) { return f.facts, f.err }

// Whatever Files say of a file, it is kept.
func flowHostileFacts(t *testing.T, db *sqldb.DB) {
	many := func(n int, s string) []string {
		all := make([]string, n)
		for i := range all {
			all[i] = s + strings.Repeat("a", i)
		}
		return all
	}
	hostile := strings.Repeat("\x00\xff", 1<<16)
	f := &factsFiles{facts: projects.Facts{
		Title: hostile, Device: hostile, Pages: -1, Designs: append([]string{"", strings.Repeat("\x80", 1<<16)}, many(1000, "\x00")...),
		Assets: append([]string{"", "b", "b", "\x00", "\xff"}, many(1000, "a")...), Read: true,
		Errors: make([]projects.Problem, 1000), More: math.MaxInt, Missing: []string{"x"},
	}}
	f.facts.Errors[0] = projects.Problem{Line: -1, Col: math.MaxInt, Pointer: hostile, Code: hostile, Message: hostile, Hint: hostile}
	s := New(t, db, func(c *projects.Config) { c.Files, c.Assets = f, nil })
	p := s.Create(t, User("ann"), "title: A\n")
	require.True(t, p.Draft)
	v := s.version(t, User("ann"), p.ID, 1)
	require.Len(t, v.Facts.Designs, projects.MaxDesigns)
	require.Len(t, v.Facts.Errors, projects.MaxErrors)
	require.Positive(t, v.Facts.More)
	require.Empty(t, v.Facts.Missing, "nobody keeps assets")
	require.Equal(t, "b", v.Facts.Assets[0])
	require.NotContains(t, v.Facts.Assets, "")
	for _, a := range v.Facts.Assets {
		require.LessOrEqual(t, len(a), projects.MaxAsset)
	}
	s.Replace(t, User("ann"), p.ID, "title: B\n")
}

func flowBusy(t *testing.T, db *sqldb.DB) {
	s := New(t, db)
	ann := User("ann")
	p := s.Create(t, ann, "title: A\n")
	s.Files.Busy.Store(true)
	require.Empty(t, s.growth(t, func() {
		for name, do := range map[string]func() error{
			"create": func() error {
				_, err := s.Service.Create(t.Context(), ann, projects.NewProject{})
				return err
			},
			"replace": func() error {
				_, err := s.Service.Replace(t.Context(), ann, p.ID, 1, []byte("title: B\n"))
				return err
			},
			"device": func() error {
				_, err := s.Service.ChangeDevice(t.Context(), ann, p.ID, 1, "kobo-libra")
				return err
			},
		} {
			err := do()
			requireCode(t, projects.CodeBusy, err)
			var e *projects.Error
			require.ErrorAs(t, err, &e, name)
			require.Positive(t, e.RetryAfter, name)
			require.ErrorIs(t, err, projects.ErrBusy, name)
		}
	}))
	// What needs no look at a file goes on.
	_, err := s.Service.Rename(t.Context(), ann, p.ID, 1, "B")
	require.NoError(t, err)

	broken := errors.New("it broke")
	s = Open(t, db, func(c *projects.Config) { c.Files = &factsFiles{err: broken} })
	_, err = s.Service.Create(t.Context(), ann, projects.NewProject{})
	require.ErrorIs(t, err, broken)
	require.Empty(t, projects.CodeOf(err))
}
