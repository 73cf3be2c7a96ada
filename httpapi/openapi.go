package httpapi

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"

	"go.yaml.in/yaml/v4"
)

// fragments describe all operations. openapi.yaml is the root; each other file adds `paths`, below Config.Prefix, and `components` of its own, which no other
// file has. They refer to each other as if they were one: '#/components/schemas/Problem'.
//
// In paths an operation has operationId, tags, summary and responses: each answer that is no error with its schema, and `default` for all others:
//
//	default: {$ref: '#/components/responses/Problem'}
//
// What is no JSON has no schema: `image/png: {}`. Operations that anybody may ask say `security: [{}]`, or `security: [{}, {token: []}, {cookie: []}]` where it
// makes a difference who does. Objects have `additionalProperties: false` and `required`, so that tests see what is not described.
//
//go:embed openapi/*.yaml
var fragments embed.FS

// description is what describes an API, as it is sent.
type description struct {
	yaml, json []byte
	tag        string // ETag, without what sets the two apart
}

// describe describes operations of an API at a prefix.
func describe(prefix string, operations []operation) (description, error) {
	doc, err := merged()
	if err != nil {
		return description{}, err
	}
	has := map[string]bool{}
	for _, o := range operations {
		has[strings.ToLower(o.method)+" "+o.path] = true
	}
	retain(member(doc, "paths"), func(path string, item *yaml.Node) bool {
		left := false
		retain(item, func(method string, _ *yaml.Node) bool {
			here := has[method+" "+path]
			left = left || here
			return here || !methods[method]
		})
		return left
	})
	if servers := member(doc, "servers"); servers != nil && len(servers.Content) == 1 {
		set(servers.Content[0], "url", &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: prefix})
	}
	var d description
	if d.yaml, err = yaml.Marshal(doc); err != nil {
		return d, err
	}
	if d.json, err = asJSON(doc); err != nil {
		return d, err
	}
	sum := sha256.Sum256(d.json)
	d.tag = hex.EncodeToString(sum[:16])
	return d, nil
}

// methods that a path may have in the description, as it writes them.
var methods = map[string]bool{"get": true, "put": true, "post": true, "delete": true, "patch": true, "head": true, "options": true, "trace": true}

// merged is all fragments as one document.
func merged() (*yaml.Node, error) {
	files, err := fs.Glob(fragments, "openapi/*.yaml")
	if err != nil {
		return nil, err
	}
	const root = "openapi/openapi.yaml"
	doc, err := fragment(root)
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		if name == root {
			continue
		}
		part, err := fragment(name)
		if err != nil {
			return nil, err
		}
		if err := merge(doc, part, name, 0); err != nil {
			return nil, err
		}
	}
	return doc, nil
}

// fragment reads one file.
func fragment(name string) (*yaml.Node, error) {
	text, err := fragments.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return nil, fmt.Errorf("httpapi: %s: %w", name, err)
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, fmt.Errorf("httpapi: %s: this is no mapping", name)
	}
	return doc.Content[0], nil
}

// merge adds what part has to doc: two levels of it may be in both (paths and a path, components and schemas), and nothing below.
func merge(doc, part *yaml.Node, name string, depth int) error {
	for i := 0; i+1 < len(part.Content); i += 2 {
		key, value := part.Content[i], part.Content[i+1]
		there := member(doc, key.Value)
		switch {
		case depth == 0 && key.Value != "paths" && key.Value != "components":
			return fmt.Errorf("httpapi: %s:%d: %q belongs into openapi.yaml", name, key.Line, key.Value)
		case there == nil:
			doc.Content = append(doc.Content, key, value)
		case depth == 2 || there.Kind != yaml.MappingNode || value.Kind != yaml.MappingNode:
			return fmt.Errorf("httpapi: %s:%d: another file has %q as well", name, key.Line, key.Value)
		default:
			if err := merge(there, value, name, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}

// member is the value of a key of a mapping, or nil.
func member(of *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(of.Content); i += 2 {
		if of.Content[i].Value == key {
			return of.Content[i+1]
		}
	}
	return nil
}

// set gives a key of a mapping, which it has, another value.
func set(of *yaml.Node, key string, value *yaml.Node) {
	for i := 0; i+1 < len(of.Content); i += 2 {
		if of.Content[i].Value == key {
			of.Content[i+1] = value
		}
	}
}

// retain leaves out of a mapping what keep does not want.
func retain(of *yaml.Node, keep func(key string, value *yaml.Node) bool) {
	var kept []*yaml.Node
	for i := 0; i+1 < len(of.Content); i += 2 {
		if keep(of.Content[i].Value, of.Content[i+1]) {
			kept = append(kept, of.Content[i], of.Content[i+1])
		}
	}
	of.Content = kept
}

func asJSON(n *yaml.Node) ([]byte, error) {
	var text bytes.Buffer
	if err := writeJSON(&text, n); err != nil {
		return nil, err
	}
	return append(text.Bytes(), '\n'), nil
}

// writeJSON writes a node in the order in which it stands. Keys are strings, whatever YAML takes them for: 200.
func writeJSON(w *bytes.Buffer, n *yaml.Node) error {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			w.WriteByte("{,"[min(i, 1)])
			key, err := json.Marshal(n.Content[i].Value)
			if err != nil {
				return err
			}
			w.Write(append(key, ':'))
			if err := writeJSON(w, n.Content[i+1]); err != nil {
				return err
			}
		}
		if len(n.Content) == 0 {
			w.WriteByte('{')
		}
		w.WriteByte('}')
	case yaml.SequenceNode:
		w.WriteByte('[')
		for i, one := range n.Content {
			if i > 0 {
				w.WriteByte(',')
			}
			if err := writeJSON(w, one); err != nil {
				return err
			}
		}
		w.WriteByte(']')
	case yaml.ScalarNode:
		var v any
		if err := n.Decode(&v); err != nil {
			return err
		}
		if n.Tag == "!!timestamp" { // a date of an example
			v = n.Value
		}
		text, err := json.Marshal(v)
		if err != nil {
			return err
		}
		w.Write(text)
	default:
		return fmt.Errorf("httpapi: openapi: line %d has an alias", n.Line)
	}
	return nil
}

func descriptionOperations() []operation {
	return []operation{
		{id: "getOpenAPI", method: "GET", path: "/openapi.yaml", who: anybody, handle: getOpenAPI},
		{id: "getOpenAPIAsJSON", method: "GET", path: "/openapi.json", who: anybody, handle: getOpenAPIAsJSON},
	}
}

func getOpenAPI(c *call) error {
	d, err := c.api.described()
	if err != nil {
		return err
	}
	return c.text200("application/yaml", d.tag+"-yaml", d.yaml)
}

func getOpenAPIAsJSON(c *call) error {
	d, err := c.api.described()
	if err != nil {
		return err
	}
	return c.text200("application/json", d.tag+"-json", d.json)
}

// text200 answers with a text that is the same until the program is another.
func (c *call) text200(contentType, tag string, text []byte) error {
	h := c.w.Header()
	h.Set("Cache-Control", "private, no-cache") // to be kept, and asked for each time; of the header not all is the same for everybody
	if c.unchanged(`"` + tag + `"`) {
		return nil
	}
	h.Set("Content-Type", contentType)
	_, _ = c.w.Write(text) // a client that has gone needs no answer
	return nil
}
