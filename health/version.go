package health

import (
	"cmp"
	"runtime"
	"runtime/debug"
)

// Version is which program it is.
type Version struct {
	Version  string `json:"version"`            // "1.4.0"
	Revision string `json:"revision,omitempty"` // the commit, where it was built from a repository
	Time     string `json:"time,omitempty"`     // of the commit, in RFC 3339
	Modified bool   `json:"modified,omitempty"` // there were changes beside the commit
	Go       string `json:"go"`                 // "go1.26.0"
}

// ReadVersion is the version given, "" = that of the main module ("(devel)" where it was built from a folder), and what the Go tool noted down when it built the
// program.
func ReadVersion(version string) Version {
	v := Version{Version: version, Go: runtime.Version()}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		v.Version = cmp.Or(version, "unknown")
		return v
	}
	v.Version = cmp.Or(version, info.Main.Version, "(devel)")
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			v.Revision = s.Value
		case "vcs.time":
			v.Time = s.Value
		case "vcs.modified":
			v.Modified = s.Value == "true"
		}
	}
	return v
}
