package projects

import (
	"context"
	"embed"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/internal/sqlrows"
	"github.com/einkpdf/platform/sqldb"
)

//go:embed migrations
var migrations embed.FS

// Schema is the tables of this package, for sqldb.DB.Migrate. Those of package
// audit belong to them, since SQLStore writes audit events.
func Schema() sqldb.Schema {
	return sqldb.Sub("projects", migrations, "migrations", audit.Schema())
}

// SQLStore is the Store in a database, SQLite or PostgreSQL. It holds nothing
// beside the database, so any number of processes may have one.
type SQLStore struct {
	db  *sqldb.DB
	zip *packer
}

var _ Store = (*SQLStore)(nil)

// NewSQL returns the Store in db, which has the tables of Schema and stays the
// caller's to close.
func NewSQL(db *sqldb.DB) *SQLStore { return &SQLStore{db, &packer{}} }

// Read implements Store.
func (s *SQLStore) Read(ctx context.Context, fn func(r Reader) error) error {
	return s.db.Read(ctx, func(r sqldb.Reader) error { return fn(&sqlReader{r, s.zip}) })
}

// Write implements Store. As with sqldb.DB.Write, fn uses w alone: what waits
// for another transaction inside it waits for itself.
func (s *SQLStore) Write(ctx context.Context, fn func(w Writer) error) error {
	return s.db.Write(ctx, func(tx *sqldb.Tx) error { return fn(&sqlWriter{sqlReader{tx, s.zip}, tx}) })
}

// ReadSQL returns a Reader of the caller's picture of the database, for what must
// fit to rows of the caller's own.
func ReadSQL(r sqldb.Reader) Reader { return &sqlReader{r, &packer{}} }

// JoinSQL returns a Writer in the caller's transaction, for what must be
// written together with the caller's own rows. It ends with tx.
func JoinSQL(tx *sqldb.Tx) Writer { return &sqlWriter{sqlReader{tx, &packer{}}, tx} }

// words are those of Store.
var words = sqlrows.Words{Service: "projects", NotFound: ErrNotFound, Exists: ErrExists}

// sqlReader implements Reader, in the files about what it reads.
type sqlReader struct {
	q   sqldb.Reader
	zip *packer
}

// sqlWriter implements Writer.
type sqlWriter struct {
	sqlReader
	tx *sqldb.Tx
}

// Record implements Writer.
func (w *sqlWriter) Record(ctx context.Context, e audit.Event) error {
	return audit.Record(ctx, w.tx, e)
}

// Publish implements Writer.
func (w *sqlWriter) Publish(ctx context.Context, topic string, payload any) error {
	return w.tx.Publish(ctx, topic, payload)
}

// Tx implements Writer.
func (w *sqlWriter) Tx() *sqldb.Tx { return w.tx }
