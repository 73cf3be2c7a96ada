package httpapi

// Following says how many streams of events there are, and about how many jobs.
func (a *API) Following() (streams, watched int) {
	a.followers.mu.Lock()
	defer a.followers.mu.Unlock()
	return a.followers.all, len(a.followers.jobs)
}
