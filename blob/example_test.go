package blob_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/einkpdf/platform/blob"
)

// A program keeps a picture in a folder, reads a part of it, and deletes it.
func Example() {
	if err := keep(context.Background()); err != nil {
		fmt.Println(err)
	}
	// Output:
	// assets/u-1/7f3c has 11 bytes
	// world
	// gone: true
}

func keep(ctx context.Context) error {
	data, err := os.MkdirTemp("", "blob") // the data folder of the server
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(data) }()

	blobs, err := blob.OpenDir(filepath.Join(data, "blobs"), blob.DirOptions{})
	if err != nil {
		return err
	}
	defer func() { _ = blobs.Close() }()

	const key = "assets/u-1/7f3c"
	if err := blobs.Put(ctx, key, strings.NewReader("hello world"), 11); err != nil {
		return err
	}
	r, info, err := blobs.Open(ctx, key)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	fmt.Printf("%s has %d bytes\n", info.Key, info.Size)
	if err := blobs.Delete(ctx, key); err != nil {
		return err
	}
	if _, err := r.Seek(6, io.SeekStart); err != nil { // it is still open
		return err
	}
	rest, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	fmt.Printf("%s\n", rest)
	_, err = blobs.Stat(ctx, key)
	fmt.Println("gone:", errors.Is(err, blob.ErrNotFound))
	return nil
}

// What a user has, without reading any of it.
func ExampleStore_List() {
	ctx, blobs := context.Background(), &blob.Memory{}
	for _, key := range []string{"assets/u-1/a", "assets/u-1/a.thumb", "assets/u-2/b"} {
		if err := blobs.Put(ctx, key, strings.NewReader(key), int64(len(key))); err != nil {
			fmt.Println(err)
		}
	}
	var bytes int64
	for info, err := range blobs.List(ctx, "assets/u-1") {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(info.Key)
		bytes += info.Size
	}
	fmt.Println(bytes, "bytes")
	// Output:
	// assets/u-1/a
	// assets/u-1/a.thumb
	// 30 bytes
}

// A backup is brought up to date: what is there already is not copied again.
func ExampleCopy() {
	ctx, blobs, backup := context.Background(), &blob.Memory{}, &blob.Memory{}
	for day := range 3 {
		key := fmt.Sprintf("assets/u-1/%d", day)
		if err := blobs.Put(ctx, key, strings.NewReader("picture"), 7); err != nil {
			fmt.Println(err)
		}
		copied, err := blob.Copy(ctx, backup, blobs, "")
		fmt.Printf("%d copied, %d there, %v\n", copied.Blobs, copied.Same, err)
	}
	// Output:
	// 1 copied, 0 there, <nil>
	// 1 copied, 1 there, <nil>
	// 1 copied, 2 there, <nil>
}

// Once a day, what killed processes left.
func ExampleStore_Sweep() {
	ctx, blobs := context.Background(), &blob.Memory{}
	swept, err := blobs.Sweep(ctx, time.Now().Add(-24*time.Hour))
	fmt.Printf("%d files, %d bytes, %v\n", swept.Files, swept.Bytes, err)
	// Output: 0 files, 0 bytes, <nil>
}

// Keys come from ids and hashes; what people type is none.
func ExampleCheckKey() {
	fmt.Println(blob.CheckKey("assets/u-1/7f3c.thumb"))
	fmt.Println(blob.CheckKey("assets/../etc"))
	fmt.Println(blob.CheckKey("assets/My picture.png"))
	// Output:
	// <nil>
	// blob: not a key: segment 2 begins with '.', and may begin with a-z and 0-9
	// blob: not a key: segment 2 begins with 'M', and may begin with a-z and 0-9
}
