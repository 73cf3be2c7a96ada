package migrate

// Status is what Users does with a user of the predecessor, and Projects with a
// project.
type Status string

// The statuses.
const (
	New       Status = "new"       // is imported
	Unchanged Status = "unchanged" // is here, as it was there
	Changed   Status = "changed"   // is here, and has changed in one of the two places: stays as it is here
	Collision Status = "collision" // a problem: another user has the same name or mail address
	Invalid   Status = "invalid"   // a problem: the row is damaged or lacks something
	Deleted   Status = "deleted"   // was here, and the account was deleted here: does not come back
)

// UsersReport says what Users did, or would do.
type UsersReport struct {
	Source  string       `json:"source"`           // the file that the users come from
	Applied bool         `json:"applied"`          // false: nothing was written
	Backup  string       `json:"backup,omitempty"` // file of the backup made before
	Counts  Counts       `json:"counts"`
	Resets  ResetCounts  `json:"resets"`
	Users   []UserResult `json:"users"` // by id
}

// Counts is how many users have a status.
type Counts struct {
	New       int `json:"new"`
	Unchanged int `json:"unchanged"`
	Changed   int `json:"changed"`
	Collision int `json:"collision"`
	Invalid   int `json:"invalid"`
	Deleted   int `json:"deleted"`
}

// ResetCounts is what became of the tokens to reset a password with.
type ResetCounts struct {
	Kept      int        `json:"kept"`      // imported with their users
	Unchanged int        `json:"unchanged"` // imported before, and neither used nor replaced here
	Expired   int        `json:"expired"`   // left out
	Dropped   int        `json:"dropped"`   // left out
	Reasons   ResetDrops `json:"reasons,omitzero"`
}

// ResetDrops is how many tokens are dropped for a reason: the first one that
// holds, from the top.
type ResetDrops struct {
	Damaged      int `json:"damaged,omitempty"`       // or there twice, or another user's here
	TooLong      int `json:"too_long,omitempty"`      // good for more than a day
	UserHere     int `json:"user_here,omitempty"`     // the user was here before: it may have been used here
	NoUser       int `json:"no_user,omitempty"`       // of nobody, or of a user that is not imported
	OtherAddress int `json:"other_address,omitempty"` // sent to an address that the user has no more
}

// UserResult is what becomes of one user.
type UserResult struct {
	ID     string `json:"id"`
	Name   string `json:"name"`            // as it is imported: after a Rename the new one
	Email  string `json:"email,omitempty"` //
	Role   string `json:"role"`
	Active bool   `json:"active"`
	Status Status `json:"status"`
	// Differs names what is another here than there, for Changed.
	Differs []string `json:"differs,omitempty"`
	// Why says what is wrong and what to do, for Collision and Invalid, and
	// what that means, for Deleted.
	Why []string `json:"why,omitempty"`
}

// Problems returns how many users are not imported because of a problem.
func (r *UsersReport) Problems() int { return r.Counts.Collision + r.Counts.Invalid }

// HideAddresses takes the mail addresses out of the report, also where they are
// somebody's name or, in damaged files, id.
func (r *UsersReport) HideAddresses() {
	for i := range r.Users {
		u := &r.Users[i]
		u.ID, u.Name, u.Email = hideAddress(u.ID), hideAddress(u.Name), ""
	}
}

func (c *Counts) add(s Status) {
	switch s {
	case New:
		c.New++
	case Unchanged:
		c.Unchanged++
	case Changed:
		c.Changed++
	case Collision:
		c.Collision++
	case Invalid:
		c.Invalid++
	case Deleted:
		c.Deleted++
	}
}
