// Package renderjob makes PDFs of projects, and archives of pictures, as jobs: it joins package jobs, package isolate, the
// projects, their images and fonts, and the renderer.
//
//	func main() {
//		isolate.Main(renderjob.Worker()) // does not return in a child
//		…
//		render, err := renderjob.New(renderjob.Config{
//			Queue:    queue,   // of jobs.NewSQL
//			Sandbox:  sandbox, // of isolate.New
//			Projects: renderjob.FromProjects(projectService),
//			Assets:   renderjob.FromAssets(assetService),
//		})
//		go queue.Run(ctx, jobs.Handlers{renderjob.Kind: render.Handler()})
//		job, existed, err := render.Submit(ctx, user, renderjob.Request{Project: id})
//		…
//	}
//
// # What a job is made of
//
// Submit takes the file of the project as it is then, so that no later edit changes the job, nor does the trash. Images and fonts
// are read when the job runs, with the rights of the user whose job it is; what may not be read then is left out, and Result says so.
//
// What was asked for before is answered at once from the last result: the same version, options and limits (Config.Quota's for the user as well), and the
// same renderer. A result that lacks images or fonts is not used again, for they may be there by now; nor is one of which a file is lost.
//
// # What comes out
//
// The file, planner.pdf or planner.zip, the report of all checks, check.json, and a Result. The bytes of the file are those that
// the renderer gives for the same project, options and assets anywhere.
//
// # What goes wrong
//
// A job that fails has a jobs.Failure with one of the Fail codes and a sentence for whoever made the planner. What would
// fail a second time is final. What did not come from the project, such as a child that was killed, is tried again.
package renderjob
