// Package edit changes projects and keeps everything else of them.
//
// [Set] changes one value of a project file, in place: comments, order and line
// ends stay. [Scale] makes of a project whose places are for one page size
// ([IsAbsolute]) one for another device. [Refit] does the one or the other, whichever
// suits a file. [Assets] and [RenameAssets] are about the images and fonts that
// a project uses.
//
// Nothing here changes what it is given, and everything may be used by several
// goroutines at once.
package edit
