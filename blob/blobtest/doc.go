// Package blobtest says whether a blob.Store keeps its contract.
//
// The conformance suite:
//
//	func TestStore(t *testing.T) {
//		t.Parallel()
//		blobtest.Run(t, func(t testing.TB) blob.Store { return open(t) })
//	}
//
// The crash tests run an Engine in child processes, which are killed before each of its
// steps; then what was acknowledged must be there, and nothing by halves:
//
//	func TestMain(m *testing.M) {
//		blobtest.Main(engine())
//		os.Exit(m.Run())
//	}
//
//	func TestCrash(t *testing.T) {
//		t.Parallel()
//		blobtest.Crash(t, engine())
//	}
//
// A kill leaves what the system was told, so a lack of syncing is not found: that is for
// the engine's own tests, by the order of its steps.
package blobtest
