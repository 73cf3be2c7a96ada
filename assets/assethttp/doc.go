// Package assethttp is what lies between net/http and package assets: a file that comes with a
// request, and one that goes with an answer.
//
//	mux.HandleFunc("POST /assets", func(w http.ResponseWriter, r *http.Request) {
//		upload, file, err := assethttp.Receive(w, r, service.MaxBytes())
//		if err != nil { … } // an *assets.Error's Code has a Status
//		uploaded, err := service.Upload(r.Context(), by, upload, file)
//		…
//	})
//	mux.HandleFunc("GET /assets/{id}", func(w http.ResponseWriter, r *http.Request) {
//		content, err := service.Open(r.Context(), by, r.PathValue("id"))
//		if err != nil { … }
//		defer content.Close()
//		assethttp.Serve(w, r, content)
//	})
//
// # What comes
//
// Receive takes a file as the body itself, or as the part "file" of a form (multipart/form-data), of which there is one: a form
// with several is refused, and nothing of it is kept. It
// reads nothing of the file and keeps nothing of it on disk or in memory: whoever reads the
// Reader gets it as it comes. Of everything around it there may be 64 KiB before and
// behind.
//
// A file has a minute, and 8 KiB each second: what comes more slowly is ended, so that nobody holds an upload open
// forever. While the body is read, this takes the place of the ReadTimeout of http.Server, which would have to
// be as long for all requests; its ReadHeaderTimeout should be set. Its WriteTimeout counts from the
// header of the request, so it has to be longer than an upload may take, or 0.
// A ResponseWriter that wraps another needs the method Unwrap (http.ResponseController), or else nothing is ended.
//
// # What goes
//
// Serve lets a browser show the file and nothing more: it is of the type that it says, no script in it runs, no
// other website embeds it, and no cache that others share keeps it. An asset never changes, so the browser
// asks for it once; also what its reader may no longer see stays in his browser's own cache. ServeFile does the same with another
// file that never changes, to be shown or to be saved.
package assethttp
