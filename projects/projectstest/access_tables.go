package projectstest

import "github.com/einkpdf/platform/projects"

// codes are what cells stand for.
func codes() map[string]projects.Code {
	return map[string]projects.Code{
		"-": projects.CodeNotFound, "login": projects.CodeUnauthenticated, "role": projects.CodeForbidden, "trash": projects.CodeTrashed,
		"live": projects.CodeNotTrashed, "reason": projects.CodeReason, "nobody": projects.CodeNoUser, "stale": projects.CodeConflict,
	}
}

// The authorization tables say who may do what with a project. Columns are who asks:
// somebody who is not logged in, a user or an admin with this relation to the
// project, or an operator. Rows are methods of projects.Service, with what is
// special about the call in parentheses. Cells are
//
//	ok        done
//	yes, no   what MayReadAsset says
//	-         CodeNotFound: as if there were no such project
//	login     CodeUnauthenticated
//	role      CodeForbidden
//	trash     CodeTrashed
//	live      CodeNotTrashed
//	reason    CodeReason
//	nobody    CodeNoUser
//	stale     CodeConflict
//
// In each table the project has three versions; the second is what is published
// in the table of that name. Each version uses an asset of its own.

// privateTable is of a project that is not in the gallery.
const privateTable = `
                            user                               admin
                  anonymous stranger viewer  editor  owner   | stranger viewer  editor  owner   | operator
Create            login     ok       ok      ok      ok      | ok       ok      ok      ok      | login
List              login     ok       ok      ok      ok      | ok       ok      ok      ok      | login
ListOf            login     role     role    role    role    | ok       ok      ok      ok      | ok
Get               -         -        ok      ok      ok      | -        ok      ok      ok      | -
Read              -         -        ok      ok      ok      | -        ok      ok      ok      | -
Versions          -         -        role    ok      ok      | -        role    ok      ok      | -
ReadVersion       -         -        role    ok      ok      | -        role    ok      ok      | -
Diff              -         -        role    ok      ok      | -        role    ok      ok      | -
Replace           -         -        role    ok      ok      | -        role    ok      ok      | -
Replace(stale)    -         -        role    stale   stale   | -        role    stale   stale   | -
Rename            -         -        role    ok      ok      | -        role    ok      ok      | -
ChangeDevice      -         -        role    ok      ok      | -        role    ok      ok      | -
Revert            -         -        role    ok      ok      | -        role    ok      ok      | -
Trash             -         -        role    role    ok      | -        role    role    ok      | -
Restore           -         -        role    role    live    | -        role    role    live    | -
Purge             -         -        role    role    live    | -        role    role    live    | -
Share             -         -        role    role    ok      | -        role    role    ok      | -
Share(oneself)    -         -        role    role    nobody  | -        role    role    nobody  | -
Unshare           -         -        role    role    ok      | -        role    role    ok      | -
Unshare(oneself)  -         ok       ok      ok      ok      | ok       ok      ok      ok      | -
Grants            -         -        role    role    ok      | -        role    role    ok      | -
Publish           -         -        role    role    ok      | -        role    role    ok      | -
Unpublish         -         -        role    role    ok      | ok       ok      ok      ok      | ok
Unpublish(silent) -         -        role    role    ok      | reason   reason  reason  ok      | reason
Readmit           -         -        role    role    role    | ok       ok      ok      ok      | ok
Readmit(silent)   -         -        role    role    role    | reason   reason  reason  reason  | reason
Clone             login     -        ok      ok      ok      | -        ok      ok      ok      | login
MayReadAsset(1)   no        no       no      yes     yes     | no       no      yes     yes     | no
MayReadAsset(2)   no        no       no      yes     yes     | no       no      yes     yes     | no
MayReadAsset(3)   no        no       yes     yes     yes     | no       yes     yes     yes     | no
`

// publishedTable is of a project of which the gallery shows the second version. It is
// told from a private one by what Clone and MayReadAsset say, and by nothing else.
const publishedTable = `
                            user                               admin
                  anonymous stranger viewer  editor  owner   | stranger viewer  editor  owner   | operator
Create            login     ok       ok      ok      ok      | ok       ok      ok      ok      | login
List              login     ok       ok      ok      ok      | ok       ok      ok      ok      | login
ListOf            login     role     role    role    role    | ok       ok      ok      ok      | ok
Get               -         -        ok      ok      ok      | -        ok      ok      ok      | -
Read              -         -        ok      ok      ok      | -        ok      ok      ok      | -
Versions          -         -        role    ok      ok      | -        role    ok      ok      | -
ReadVersion       -         -        role    ok      ok      | -        role    ok      ok      | -
Diff              -         -        role    ok      ok      | -        role    ok      ok      | -
Replace           -         -        role    ok      ok      | -        role    ok      ok      | -
Replace(stale)    -         -        role    stale   stale   | -        role    stale   stale   | -
Rename            -         -        role    ok      ok      | -        role    ok      ok      | -
ChangeDevice      -         -        role    ok      ok      | -        role    ok      ok      | -
Revert            -         -        role    ok      ok      | -        role    ok      ok      | -
Trash             -         -        role    role    ok      | -        role    role    ok      | -
Restore           -         -        role    role    live    | -        role    role    live    | -
Purge             -         -        role    role    live    | -        role    role    live    | -
Share             -         -        role    role    ok      | -        role    role    ok      | -
Share(oneself)    -         -        role    role    nobody  | -        role    role    nobody  | -
Unshare           -         -        role    role    ok      | -        role    role    ok      | -
Unshare(oneself)  -         ok       ok      ok      ok      | ok       ok      ok      ok      | -
Grants            -         -        role    role    ok      | -        role    role    ok      | -
Publish           -         -        role    role    ok      | -        role    role    ok      | -
Unpublish         -         -        role    role    ok      | ok       ok      ok      ok      | ok
Unpublish(silent) -         -        role    role    ok      | reason   reason  reason  ok      | reason
Readmit           -         -        role    role    role    | ok       ok      ok      ok      | ok
Readmit(silent)   -         -        role    role    role    | reason   reason  reason  reason  | reason
Clone             login     ok       ok      ok      ok      | ok       ok      ok      ok      | login
MayReadAsset(1)   no        no       no      yes     yes     | no       no      yes     yes     | no
MayReadAsset(2)   yes       yes      yes     yes     yes     | yes      yes     yes     yes     | yes
MayReadAsset(3)   no        no       yes     yes     yes     | no       yes     yes     yes     | no
`

// trashedTable is of a project that was in the gallery, and is in its owner's trash.
const trashedTable = `
                            user                               admin
                  anonymous stranger viewer  editor  owner   | stranger viewer  editor  owner   | operator
Create            login     ok       ok      ok      ok      | ok       ok      ok      ok      | login
List              login     ok       ok      ok      ok      | ok       ok      ok      ok      | login
ListOf            login     role     role    role    role    | ok       ok      ok      ok      | ok
Get               -         -        -       -       ok      | -        -       -       ok      | -
Read              -         -        -       -       ok      | -        -       -       ok      | -
Versions          -         -        -       -       ok      | -        -       -       ok      | -
ReadVersion       -         -        -       -       ok      | -        -       -       ok      | -
Diff              -         -        -       -       ok      | -        -       -       ok      | -
Replace           -         -        -       -       trash   | -        -       -       trash   | -
Replace(stale)    -         -        -       -       trash   | -        -       -       trash   | -
Rename            -         -        -       -       trash   | -        -       -       trash   | -
ChangeDevice      -         -        -       -       trash   | -        -       -       trash   | -
Revert            -         -        -       -       trash   | -        -       -       trash   | -
Trash             -         -        -       -       trash   | -        -       -       trash   | -
Restore           -         -        -       -       ok      | -        -       -       ok      | -
Purge             -         -        -       -       ok      | -        -       -       ok      | -
Share             -         -        -       -       trash   | -        -       -       trash   | -
Share(oneself)    -         -        -       -       trash   | -        -       -       trash   | -
Unshare           -         -        -       -       ok      | -        -       -       ok      | -
Unshare(oneself)  -         ok       ok      ok      ok      | ok       ok      ok      ok      | -
Grants            -         -        -       -       ok      | -        -       -       ok      | -
Publish           -         -        -       -       trash   | -        -       -       trash   | -
Unpublish         -         -        -       -       ok      | ok       ok      ok      ok      | ok
Unpublish(silent) -         -        -       -       ok      | reason   reason  reason  ok      | reason
Readmit           -         -        -       -       role    | ok       ok      ok      ok      | ok
Readmit(silent)   -         -        -       -       role    | reason   reason  reason  reason  | reason
Clone             login     -        -       -       trash   | -        -       -       trash   | login
MayReadAsset(1)   no        no       no      no      yes     | no       no      no      yes     | no
MayReadAsset(2)   no        no       no      no      yes     | no       no      no      yes     | no
MayReadAsset(3)   no        no       no      no      yes     | no       no      no      yes     | no
`
