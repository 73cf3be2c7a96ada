// Package authhttp is the middleware between net/http and package auth: who
// asks, may they, and what they are told if not. Any program on net/http can use
// it, with auth.Service or with whatever else satisfies its two small interfaces.
//
//	m, err := authhttp.New(authhttp.Config{Tokens: service, Cookies: service})
//	if err != nil { … }
//	mux := http.NewServeMux()
//	mux.Handle("GET /planner", m.RequireUser(planner))
//	mux.Handle("GET /users", m.RequireRole(auth.RoleAdmin)(users))
//	mux.Handle("POST /login", m.SameOrigin(login)) // calls m.SetCookie
//	http.ListenAndServe(addr, m.Identify(mux))
//
// # Who asks
//
// [Middleware.Identify] looks at the request once and puts what it finds into the
// context: [IdentityOf] says who asks, and audit.OriginOf from where. It refuses
// nothing; RequireUser, RequireRole and RequireTerms do. A handler that needs
// nobody to be logged in asks IdentityOf and does without.
//
// Programs send an access token (Authorization: Bearer, RFC 6750), pages the
// secret of a session in a cookie. The rules, none of which can be switched off:
//
//   - With a bearer token the cookie is not looked at, and a bad token is nobody,
//     whatever the cookie says.
//   - Two Authorization headers, or the cookie twice, are nobody and 400: one of the
//     two was planted.
//   - With the cookie, a request that may change something (any method but GET, HEAD
//     and OPTIONS) and that another website made is nobody and 403. See
//     http.CrossOriginProtection; bearer tokens are exempt, since no browser
//     adds them by itself. So a GET must change nothing.
//   - Credentials over 4 KiB, or with characters that none has, are nobody before
//     anything is hashed or looked up.
//   - Answers to requests with credentials are Cache-Control: private, no-store
//     unless the handler says otherwise, and all say by Vary what they depend on.
//     Put files that are the same for everybody outside of Identify.
//
// # What they are told
//
// Errors go to Config.Errors, which for pages redirects or renders, and for
// programs is nil: then [Middleware.Problem] writes application/problem+json
// (RFC 9457) with the code and the sentence of the auth.Error. Which code is which
// status is said in one table, [Status]. Handlers call Problem as well.
package authhttp
