package docs_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/assets/assetfile"
	"github.com/einkpdf/platform/assets/assethttp"
	"github.com/einkpdf/platform/auth"
	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/einkpdf"
	"github.com/einkpdf/platform/projects"
	"github.com/einkpdf/platform/projects/projectfile"
	"github.com/einkpdf/platform/sqldb"
)

// studio is the program of assets.md.
type studio struct {
	db       *sqldb.DB
	blobs    *blob.Dir
	planners *projects.Service
	library  *assets.Service
	outbox   *sqldb.Outbox
}

func openStudio(ctx context.Context, dir string) (*studio, error) {
	db, err := sqldb.OpenSQLite(ctx, filepath.Join(dir, "product.sqlite"), sqldb.SQLiteOptions{})
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx, auth.Schema(), projects.Schema(), assets.Schema()); err != nil {
		return nil, err
	}
	blobs, err := blob.OpenDir(filepath.Join(dir, "blobs"), blob.DirOptions{})
	if err != nil {
		return nil, err
	}
	library, err := assets.New(assets.Config{
		Store:    assets.NewSQL(db),
		Blobs:    blobs,
		Fonts:    assetfile.Fonts{},
		Projects: projects.NewAssetUses(db),
	})
	if err != nil {
		return nil, err
	}
	planners, err := projects.New(projects.Config{
		Store:  projects.NewSQL(db),
		Files:  projectfile.New(projectfile.Config{}),
		Assets: library,
	})
	if err != nil {
		return nil, err
	}
	outbox := sqldb.NewOutbox(db, sqldb.OutboxConfig{})
	planners.Subscribe(outbox, auth.TopicUserDeleted)
	library.Subscribe(outbox, auth.TopicUserDeleted, projects.TopicPurged)
	return &studio{db, blobs, planners, library, outbox}, nil
}

// handler takes and shows assets; who is whoever keeps accounts.
func handler(library *assets.Service, who func(r *http.Request) assets.Actor) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /assets", func(w http.ResponseWriter, r *http.Request) {
		file, body, err := assethttp.Receive(w, r, library.MaxBytes())
		if err != nil {
			refuse(w, err)
			return
		}
		uploaded, err := library.Upload(r.Context(), who(r), file, body)
		if err != nil {
			refuse(w, err)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(uploaded)
	})
	mux.HandleFunc("GET /assets/{id}", func(w http.ResponseWriter, r *http.Request) {
		content, err := library.Open(r.Context(), who(r), r.PathValue("id"))
		if err != nil {
			refuse(w, err)
			return
		}
		defer func() { _ = content.Close() }()
		assethttp.Serve(w, r, content)
	})
	return mux
}

// refuse answers with what the one who asked is to be told.
func refuse(w http.ResponseWriter, err error) {
	var refused *assets.Error
	if !errors.As(err, &refused) {
		http.Error(w, "something broke", http.StatusInternalServerError) // and err is for the log
		return
	}
	if refused.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(refused.RetryAfter.Seconds()))))
	}
	http.Error(w, refused.Message, assethttp.Status(refused.Code))
}

// planner writes a project that ann may read as a PDF, with what ann may see in it.
func planner(ctx context.Context, planners *projects.Service, library *assets.Service, ann, id string, w io.Writer) error {
	_, file, err := planners.Read(ctx, projects.Actor{User: ann}, id)
	if err != nil {
		return err
	}
	project, err := einkpdf.Parse(file)
	if err != nil {
		return err
	}
	document, err := einkpdf.Compile(ctx, project, einkpdf.Options{Assets: library.For(ctx, assets.Actor{User: ann})})
	if err != nil {
		return err
	}
	return document.WritePDF(ctx, w)
}

// logo is a small picture.
func logo() []byte {
	m := image.NewGray(image.Rect(0, 0, 40, 40))
	for i := range 40 {
		m.SetGray(i, i, color.Gray{Y: 255})
	}
	var b bytes.Buffer
	_ = png.Encode(&b, m)
	return b.Bytes()
}

// Example_studio runs the code of assets.md.
func Example_studio() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "studio-")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()
	s, err := openStudio(ctx, dir)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = s.db.Close() }()
	server := httptest.NewServer(handler(s.library, func(*http.Request) assets.Actor { return assets.Actor{User: "ann"} }))
	defer server.Close()

	var uploaded assets.Uploaded
	for range 2 {
		answer, err := http.Post(server.URL+"/assets?name=logo.png", "image/png", bytes.NewReader(logo())) //nolint:noctx // an example
		if err != nil {
			fmt.Println(err)
			return
		}
		err = json.NewDecoder(answer.Body).Decode(&uploaded)
		_ = answer.Body.Close()
		fmt.Println(uploaded.Name, uploaded.Width, "×", uploaded.Height, "existed:", uploaded.Existed, err)
	}
	file := fmt.Sprintf("einkpdf: 1\ntitle: Notes\ndesigns: {page: {body: {type: image, asset: %s}}}\nplan: [{design: page}]\n", uploaded.ID)
	p, err := s.planners.Create(ctx, projects.Actor{User: "ann"}, projects.NewProject{Source: []byte(file)})
	if err != nil {
		fmt.Println(err)
		return
	}
	var pdf bytes.Buffer
	err = planner(ctx, s.planners, s.library, "ann", p.ID, &pdf)
	fmt.Println("a PDF:", bytes.HasPrefix(pdf.Bytes(), []byte("%PDF-")), err)

	err = s.library.Delete(ctx, assets.Actor{User: "ann"}, uploaded.ID, false)
	var refused *assets.Error
	if errors.As(err, &refused) {
		fmt.Println(refused.Code, refused.Projects[0].Name)
	}
	// Output:
	// logo.png 40 × 40 existed: false <nil>
	// logo.png 40 × 40 existed: true <nil>
	// a PDF: true <nil>
	// asset-in-use Notes
}
