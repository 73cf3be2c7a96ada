// Package projectfile understands project files for package projects: it joins
// it with the renderer.
//
//	service, err := projects.New(projects.Config{Store: store, Files: projectfile.New(projectfile.Config{})})
//
// [Convert] makes project files of those of the predecessor.
package projectfile
