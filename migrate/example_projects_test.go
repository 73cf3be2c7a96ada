package migrate_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/migrate"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/sqldb"
)

const oldProject = `{
  "id": "7d0a", "metadata": {"name": "Notes", "device_profile": "boox-note-air-4c", "is_public": false,
    "created_at": "2024-03-01T10:20:30", "updated_at": "2024-03-02T10:20:30"},
  "masters": [{"name": "Note", "created_at": "", "updated_at": "", "widgets": [{"id": "a", "type": "text_block", "content": "Note {index}",
    "position": {"x": 36, "y": 24, "width": 300, "height": 30}, "styling": {"font": "Helvetica", "size": 12}}]}],
  "plan": {"calendar": {}, "order": ["notes"], "sections": [{"kind": "notes", "master": "Note", "generate": "count", "count": 40}]}
}`

// Users come first, then their projects.
func ExampleProjects() {
	ctx := context.Background()
	old, err := os.MkdirTemp("", "migrate")
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(old) }()
	for name, text := range map[string]string{
		"users/users.json": oldUsers, "users/0a1b/projects/7d0a/project.json": oldProject, "users/0a1b/projects/7e0b/project.json": "{",
	} {
		file := filepath.Join(old, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			log.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			log.Fatal(err)
		}
	}
	db, err := sqldb.OpenSQLite(ctx, filepath.Join(old, "new.sqlite"), sqldb.SQLiteOptions{})
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if err := db.Migrate(ctx, auth.Schema(), projects.Schema()); err != nil {
		log.Fatal(err)
	}
	users, err := migrate.ReadUsers(ctx, old)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := migrate.Users(ctx, users, db, migrate.UsersOptions{Apply: true, SkipProblems: true}); err != nil {
		log.Fatal(err)
	}

	from, err := migrate.ReadProjects(ctx, old)
	if err != nil {
		log.Fatal(err)
	}
	report, err := migrate.Projects(ctx, from, db, migrate.ProjectsOptions{Apply: true, SkipProblems: true})
	if err != nil {
		log.Fatal(err)
	}
	for _, p := range report.Projects {
		fmt.Println(p.Status, p.ID, p.Owner, p.Name, p.Pages)
	}
	fmt.Println(report.Counts.New, "imported,", report.Problems(), "not")
	// Output:
	// new 7d0a 0a1b Notes 40
	// invalid 7e0b 0a1b  0
	// 1 imported, 1 not
}
