// Package metered joins package quota to projects, assets and render jobs: what is made is counted in the transaction that makes it, and
// refused there if it is too much.
//
//	quotas, err := quota.NewSQL(db, quota.Config{Truths: metered.Truths()})
//	projects.Config{Quota: metered.Projects(quotas)}
//	assets.Config{Quota: metered.Assets(quotas)}
//	jobs.Config{Quota: metered.Jobs(quotas)}
//	renderjob.Config{Pages: metered.Pages(quotas)}
package metered
