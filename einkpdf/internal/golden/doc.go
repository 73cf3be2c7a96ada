// Package golden is the golden suite: projects in testdata/golden at the root of
// the repository whose PDFs must stay what they are. It has tests alone.
//
// A case is a file: a project of testdata/golden/projects, a file of the
// predecessor's in testdata/legacy, or a built-in project on one of six devices.
// What is expected of it stands in testdata/golden/want, in a folder of its name:
//
//   - digest.txt, the decoded document in lines that can be read: a line for each
//     page, with hashes of what it draws, and lines for what all pages share.
//     Object numbers, compression and names of resources are not in it.
//   - links.tsv, the link table of package pdfcheck.
//   - page-N.png, pictures of some pages as poppler draws them, 60 pixels to an
//     inch in 16 greys.
//
// Digest and links must be the same, pictures nearly so: see comparePictures.
// Each case must pass pdfcheck.Verify, and package gopdfout must write the
// same links and pictures; the table of marks says which cases it cannot write.
// Package raster must draw the same pages with the same ink as poppler draws them,
// at the panel's own pixels: at least 99 % of it within one pixel, both ways.
//
// SVG files of some pages must look in Chromium as their PDF does in poppler.
//
// go test -update in this folder rewrites what has changed and says what that
// is. A failure leaves pictures of what was expected, what came, and their
// difference, in the folder that $GOLDEN_OUT names (an absolute path) or in a temporary one.
package golden
