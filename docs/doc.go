// Package docs has the documentation in Markdown. There is no code here but the
// tests, which render every example on the pages.
package docs

//go:generate go run ./gen
