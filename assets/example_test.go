package assets_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/einkpdf/platform/assets"
	"github.com/einkpdf/platform/assets/assetstest"
	"github.com/einkpdf/platform/blob"
	"github.com/einkpdf/platform/sqldb"
)

// A program sets up assets; somebody uploads a picture, and reads it.
func Example() {
	if err := start(context.Background()); err != nil {
		fmt.Println(err)
	}
	// Output:
	// logo.png: image/png, 320 × 200 pixels, existed: false
	// once more, existed: true
	// what was stored can be read: true
}

func start(ctx context.Context) error {
	folder, err := os.MkdirTemp("", "assets") // the data folder of the server
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()

	db, err := sqldb.OpenSQLite(ctx, filepath.Join(folder, "einkpdf.sqlite"), sqldb.SQLiteOptions{})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if err := db.Migrate(ctx, assets.Schema()); err != nil {
		return err
	}
	blobs, err := blob.OpenDir(filepath.Join(folder, "blobs"), blob.DirOptions{})
	if err != nil {
		return err
	}
	defer func() { _ = blobs.Close() }()
	service, err := assets.New(assets.Config{
		Store: assets.NewSQL(db),
		Blobs: blobs,
		Fonts: assetstest.Fonts{}, // a server has assetfile.Fonts{}, and Projects as well
	})
	if err != nil {
		return err
	}
	outbox := sqldb.NewOutbox(db, sqldb.OutboxConfig{})
	service.Subscribe(outbox, "auth.user-deleted", "projects.purged") // and outbox.Run, and service.CollectEvery, somewhere

	by := assets.Actor{User: "ada"}     // the id of whoever is logged in
	file := assetstest.PNG(320, 200, 1) // a request has it as r.Body
	said := assets.NewUpload{Name: "logo.png", Type: "image/png", Size: int64(len(file))}
	up, err := service.Upload(ctx, by, said, bytes.NewReader(file))
	if err != nil {
		return err
	}
	fmt.Printf("%s: %s, %d × %d pixels, existed: %t\n", up.Name, up.Type, up.Width, up.Height, up.Existed)

	again, err := service.Upload(ctx, by, said, bytes.NewReader(file))
	if err != nil {
		return err
	}
	fmt.Println("once more, existed:", again.Existed)

	content, err := service.Open(ctx, by, up.ID)
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }()
	n, err := io.Copy(io.Discard, content)
	fmt.Println("what was stored can be read:", n == up.Bytes)
	return err
}

// library is a Service as the example above sets it up, with projects that use assets, and two users.
type library struct {
	*assets.Service
	db         *sqldb.DB
	projects   *assetstest.Projects
	close      func()
	ada, grace assets.Actor
}

func newLibrary(change ...func(c *assets.Config)) *library {
	ctx := context.Background()
	folder, err := os.MkdirTemp("", "assets")
	check(err)
	db, err := sqldb.OpenSQLite(ctx, filepath.Join(folder, "einkpdf.sqlite"), sqldb.SQLiteOptions{Normal: true})
	check(err)
	check(db.Migrate(ctx, assets.Schema(), assetstest.ProjectsSchema()))
	l := &library{
		db: db, projects: assetstest.NewProjects(db), ada: assets.Actor{User: "ada"}, grace: assets.Actor{User: "grace"},
		close: func() {
			check(db.Close())
			check(os.RemoveAll(folder))
		},
	}
	c := assets.Config{Store: assets.NewSQL(db), Blobs: &blob.Memory{}, Fonts: assetstest.Fonts{}, Projects: l.projects}
	for _, fn := range change {
		fn(&c)
	}
	l.Service, err = assets.New(c)
	check(err)
	return l
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// upload makes an asset of a file.
func (l *library) upload(by assets.Actor, name string, file []byte) assets.Uploaded {
	up, err := l.Upload(context.Background(), by, assets.NewUpload{Name: name, Size: int64(len(file))}, bytes.NewReader(file))
	check(err)
	return up
}

// use makes a project of the owner's use an asset, as package projects does it when one is written.
func (l *library) use(owner, project, id string) {
	ctx := context.Background()
	check(l.db.Write(ctx, func(tx *sqldb.Tx) error {
		if err := l.Adopt(ctx, tx, owner, []string{id}); err != nil {
			return err
		}
		return l.projects.UseIn(ctx, tx, owner, project, id)
	}))
}

// What is refused comes with a code for programs and a sentence for people.
func ExampleService_Upload() {
	l := newLibrary()
	defer l.close()

	drawing := strings.NewReader("<svg xmlns='http://www.w3.org/2000/svg'/>")
	_, err := l.Upload(context.Background(), l.ada, assets.NewUpload{Name: "drawing.svg", Size: -1}, drawing)
	if e, ok := errors.AsType[*assets.Error](err); ok {
		fmt.Println(e.Code)
		fmt.Println(e.Message)
	}
	photo := bytes.NewReader(assetstest.JPEG(20, 20, 1))
	_, err = l.Upload(context.Background(), l.ada, assets.NewUpload{Name: "photo.png", Size: -1}, photo)
	fmt.Println(err)
	// Output:
	// asset-svg
	// SVG drawings are not taken, since they may hold scripts, and links to what is elsewhere. Please export yours as a PNG, and upload that.
	// assets: This file is a JPEG picture, but its name ends in .png. Please give it a name that ends in .jpg, and upload it again.
}

// What somebody has is listed page by page, and added up.
func ExampleService_List() {
	ctx := context.Background()
	l := newLibrary()
	defer l.close()
	for i, name := range []string{"border.png", "logo.png", "Zebra.png", "ape.png"} {
		l.upload(l.ada, name, assetstest.PNG(20, 20, uint64(i)))
	}
	l.upload(l.ada, "sans.ttf", assetstest.FontFile("Sans", 4096))

	for after := ""; ; {
		page, next, err := l.List(ctx, l.ada, assets.Filter{Kind: assets.KindImage, Order: assets.ByName}, after, 3)
		check(err)
		fmt.Println("a page:")
		for _, h := range page {
			fmt.Println(h.Name)
		}
		if after = next; next == "" {
			break
		}
	}
	usage, err := l.Usage(ctx, l.ada)
	check(err)
	fmt.Println(usage.Count, "in all;", usage.ByKind[assets.KindFont].Bytes, "bytes of fonts")
	// Output:
	// a page:
	// ape.png
	// border.png
	// logo.png
	// a page:
	// Zebra.png
	// 5 in all; 4096 bytes of fonts
}

// What came with a clone has no name that its owner gave it.
func ExampleService_Rename() {
	ctx := context.Background()
	l := newLibrary()
	defer l.close()
	id := l.upload(l.ada, "logo.png", assetstest.PNG(20, 20, 1)).ID
	l.use("grace", "a clone of ada's planner", id)

	h, err := l.Get(ctx, l.grace, id)
	fmt.Println(h.Name, err)
	h, err = l.Rename(ctx, l.grace, id, "Ada's logo")
	fmt.Println(h.Name, err)
	h, err = l.Get(ctx, l.ada, id)
	fmt.Println(h.Name, err)
	// Output:
	// image.png <nil>
	// Ada's logo.png <nil>
	// logo.png <nil>
}

// Whoever may read a project may read what it uses. Everybody else learns nothing.
func ExampleService_Open() {
	ctx := context.Background()
	l := newLibrary()
	defer l.close()
	id := l.upload(l.ada, "logo.png", assetstest.PNG(20, 20, 1)).ID

	_, err := l.Open(ctx, l.grace, id)
	fmt.Println(assets.CodeOf(err))

	l.use("grace", "a clone of ada's planner", id) // grace was let in, and made a copy
	content, err := l.Open(ctx, l.grace, id)
	check(err)
	defer func() { _ = content.Close() }()
	fmt.Println(content.Name, content.Type, content.ETag == `"`+content.Asset.SHA256+`"`)
	// Output:
	// no-such-asset
	// image.png image/png true
}

// An asset that projects use is deleted by force alone; then it is missing there.
func ExampleService_Delete() {
	ctx := context.Background()
	l := newLibrary()
	defer l.close()
	id := l.upload(l.ada, "logo.png", assetstest.PNG(20, 20, 1)).ID
	l.use("ada", "My year", id)
	l.use("grace", "A clone", id)

	err := l.Delete(ctx, l.ada, id, false)
	if e, ok := errors.AsType[*assets.Error](err); ok {
		fmt.Println(e.Code, e.Projects[0].Name)
	}
	check(l.Delete(ctx, l.ada, id, true))
	_, err = l.Get(ctx, l.ada, id)
	fmt.Println(assets.CodeOf(err))
	_, err = l.Get(ctx, l.grace, id)
	fmt.Println("grace keeps it:", err == nil)
	// Output:
	// asset-in-use My year
	// no-such-asset
	// grace keeps it: true
}

// A renderer gets what the reader of the document may see, by the ids that the project file names.
func ExampleService_For() {
	ctx := context.Background()
	l := newLibrary()
	defer l.close()
	font := assetstest.FontFile("Sans", 4096)
	id := l.upload(l.ada, "sans.ttf", font).ID

	// As einkpdf.Options.Assets is declared.
	var files interface {
		Asset(name string) ([]byte, error)
	} = l.For(ctx, l.ada)
	data, err := files.Asset(id)
	fmt.Println(bytes.Equal(data, font), err)
	_, err = l.For(ctx, l.grace).Asset(id)
	fmt.Println(errors.Is(err, fs.ErrNotExist))
	_, err = files.Asset("/etc/passwd")
	fmt.Println(err)
	// Output:
	// true <nil>
	// true
	// there is no image or font "/etc/passwd"
}

// A migration brings images in together with the projects that use them.
func ExampleKeeper() {
	ctx := context.Background()
	l := newLibrary()
	defer l.close()

	keeper := l.Keeper()
	id, err := keeper.Prepare(ctx, "ada", "image-1.png", assetstest.PNG(20, 20, 1)) // before the transaction of the project
	check(err)
	check(l.db.Write(ctx, func(tx *sqldb.Tx) error {
		if err := keeper.Keep(ctx, tx, "ada", id); err != nil {
			return err
		}
		return l.projects.UseIn(ctx, tx, "ada", "My year", id)
	}))
	h, err := l.Get(ctx, l.ada, id)
	fmt.Println(h.Name, h.Used, err)
	// Output:
	// image-1.png true <nil>
}
