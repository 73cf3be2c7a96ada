// Package blob keeps bytes by key: what is written once and read often, as pictures, fonts and
// finished documents are, and is too large for a database.
//
// A Store is a folder of the file system, or memory for tests:
//
//	blobs, err := blob.OpenDir("/var/lib/einkpdf/blobs", blob.DirOptions{})
//	defer blobs.Close()
//
// What Put acknowledged is there after a crash, and what it did not finish is seen by nobody:
//
//	err = blobs.Put(ctx, "assets/u-1/7f3c", file, size)
//
// A key is a path of small letters and digits; CheckKey says which. Whoever reads has the bytes as they
// were when they were opened:
//
//	r, info, err := blobs.Open(ctx, "assets/u-1/7f3c")
//	defer r.Close()
//	http.ServeContent(w, req, "", info.At, r)
//
// Folders are listed as a stream, whatever is in them:
//
//	for info, err := range blobs.List(ctx, "assets/u-1") {
//
// Copy brings one Store up to another, for backups. Sweep, called once in a while, removes what killed
// processes left.
//
// # A blob and its row
//
// The bytes are here, and what they are is in a database: two places that no transaction spans. So
// that a crash in between leaves at worst a blob that nobody asks for, put the blob before
// its row, and delete the row before its blob; and choose keys that are never used again, as with a random id, so that
// a blob without a row may be deleted at any time after a while. Package assets does so.
//
// # Another Store
//
// Package blobtest has the conformance suite and the crash tests, for an engine of your own.
package blob
