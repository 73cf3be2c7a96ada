package migrate

// NoOwner and Images are statuses of projects alone.
const (
	NoOwner Status = "no-owner" // a problem: it belongs to nobody who is here
	Images  Status = "images"   // a problem: it has images, and nobody keeps them
)

// ProjectsReport says what Projects did, or would do.
type ProjectsReport struct {
	Source  string        `json:"source"`           // the predecessor's data folder
	Applied bool          `json:"applied"`          // false: nothing was written
	Backup  string        `json:"backup,omitempty"` // file of the backup made before
	Counts  ProjectCounts `json:"counts"`
	// Projects are by id.
	Projects []ProjectResult `json:"projects"`
	// Strays are files that are not imported, by name; MoreStrays is how many
	// others there are.
	Strays     []Stray `json:"strays"`
	MoreStrays int     `json:"more_strays,omitempty"`

	notes int // of all projects
}

// ProjectCounts is how many projects have a status.
type ProjectCounts struct {
	New       int `json:"new"`
	Unchanged int `json:"unchanged"`
	Changed   int `json:"changed"`
	Deleted   int `json:"deleted"`
	NoOwner   int `json:"no_owner"`
	Images    int `json:"images"`
	Invalid   int `json:"invalid"`

	// Of the new ones.
	Published int `json:"published"`
	Drafts    int `json:"drafts"`
}

// ProjectResult is what becomes of one project.
type ProjectResult struct {
	ID     string `json:"id"`
	Owner  string `json:"owner"` // id of a user; "" where nobody knows
	Name   string `json:"name"`
	Status Status `json:"status"`

	Pages    int    `json:"pages"`
	Images   int    `json:"images"`             // inside the predecessor's file
	Versions int    `json:"versions,omitempty"` // that it has here, of New: 2 where the gallery has another one than its owner
	Draft    bool   `json:"draft,omitempty"`    // it can be read, and not rendered: Why says why
	Slug     string `json:"slug,omitempty"`     // its place in the gallery

	// Differs says where it has changed since it was imported, for Changed:
	// "here", "there"; or whatever else is another.
	Differs []string `json:"differs,omitempty"`
	// Notes say what is not as it was, at most 50, of which each has at most 500
	// characters; MoreNotes is how many others there are. All projects together have
	// no more than 200,000: the later ones have none.
	Notes     []string `json:"notes,omitempty"`
	MoreNotes int      `json:"more_notes,omitempty"`
	// Conversion is how many things were changed, replaced, dropped and ignored
	// when the file was converted.
	Conversion *ConversionCounts `json:"conversion,omitempty"`
	// Why says what is wrong and what to do, for problems and drafts, and what
	// that means, for Deleted.
	Why []string `json:"why,omitempty"`
}

// ConversionCounts is what became of the parts of a file: see package legacy.
type ConversionCounts struct {
	Changed  int `json:"changed"`  // are done in another way, or mended
	Replaced int `json:"replaced"` // fonts and devices
	Dropped  int `json:"dropped"`  // could not be carried over
	Ignored  int `json:"ignored"`  // had no effect there either
}

// Bounds of notes: of a project, of a report, and of the characters of one.
const (
	maxNotes    = 50
	maxAllNotes = 200_000
	maxNote     = 500
)

// Problems returns how many projects are not imported because of a problem.
func (r *ProjectsReport) Problems() int { return r.Counts.NoOwner + r.Counts.Images + r.Counts.Invalid }

// HideAddresses takes mail addresses out of the report where they are the name or,
// in damaged folders, the id of something.
func (r *ProjectsReport) HideAddresses() {
	for i := range r.Projects {
		p := &r.Projects[i]
		p.ID, p.Owner, p.Name = hideAddress(p.ID), hideAddress(p.Owner), hideAddress(p.Name)
	}
	for i := range r.Strays {
		r.Strays[i].File = hideAddress(r.Strays[i].File)
	}
}

// note adds a note to those of a project.
func (p *ProjectResult) note(s string) {
	if len(p.Notes) == maxNotes {
		p.MoreNotes++
		return
	}
	p.Notes = append(p.Notes, ellipsis(s, maxNote))
}

func (p *ProjectResult) refuse(s Status, why ...string) {
	p.Status = s
	p.Why = append(p.Why, why...)
}

// add adds a project and counts it.
func (r *ProjectsReport) add(p ProjectResult) {
	if r.notes += len(p.Notes); r.notes > maxAllNotes {
		r.notes -= len(p.Notes)
		p.MoreNotes += len(p.Notes)
		p.Notes = nil
	}
	r.Projects = append(r.Projects, p)
	n := &r.Counts
	switch p.Status {
	case New:
		n.New++
		if p.Slug != "" {
			n.Published++
		}
		if p.Draft {
			n.Drafts++
		}
	case Unchanged:
		n.Unchanged++
	case Changed:
		n.Changed++
	case Deleted:
		n.Deleted++
	case NoOwner:
		n.NoOwner++
	case Images:
		n.Images++
	case Invalid:
		n.Invalid++
	}
}
