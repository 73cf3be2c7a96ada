package assets

import (
	"fmt"
	"mime"
	"path"
	"strings"

	"github.com/einkpdf/platform/assets/internal/picture"
	"github.com/einkpdf/platform/internal/textkey"
)

// identify says what format a file is by how it begins, and refuses what is no format that is
// taken, and what is another one than its name or its media type say. Errors: CodeType, CodeSVG, CodeMislabeled.
func identify(u NewUpload, head []byte) (picture.Format, error) {
	is, what := picture.Sniff(head)
	named, typed := formatOfName(u.Name), formatOfType(u.Type)
	if !taken(is) {
		if is == picture.SVG || named == picture.SVG || typed == picture.SVG {
			return "", refuse(CodeSVG, "file", "SVG drawings are not taken, since they may hold scripts, and links to what is elsewhere. Please export yours as a PNG, and upload that.")
		}
		return "", notTaken(is, what)
	}
	switch {
	case named != "" && !sameToPeople(named, is):
		return "", refuse(CodeMislabeled, "file", fmt.Sprintf("This file is %s, but its name ends in %s. Please give it a name that ends in .%s, and upload it again.",
			what, "."+endingSaid(u.Name), endingOf(is)))
	case typed != "" && !sameToPeople(typed, is):
		return "", refuse(CodeMislabeled, "file", fmt.Sprintf("This file is %s, but it was sent as something else: %s. Please send it as %s.",
			what, shownType(u.Type), typeOf(is)))
	}
	return is, nil
}

// notTaken says what a file is that is not taken, and what to do about it.
func notTaken(is picture.Format, what string) error {
	seems := "This is " + what + ", which is not taken here. "
	if what == "" {
		seems = "This file is of a kind that is not known. "
	}
	do := "Please choose another file. Images are taken as PNG, JPEG, GIF or WebP, and fonts as TTF, OTF or TTC."
	switch is {
	case picture.OtherPhoto:
		do = "Please export or share it as a JPEG, and upload that."
	case picture.OtherPicture:
		do = "Please export it as a PNG or JPEG, and upload that."
	case picture.OtherFont:
		do = "Please get the TTF or OTF of this font, and upload that."
	case picture.Archive:
		do = "Please unpack it, and upload the images and fonts in it."
	}
	return refuse(CodeType, "file", seems+do)
}

// taken tells whether files of a format are.
func taken(f picture.Format) bool { return isFont(f) || typeOf(f) != "" }

func isFont(f picture.Format) bool {
	return f == picture.TTF || f == picture.OTF || f == picture.TTC
}

// sameToPeople tells whether a file may be named as one of another format: as the names of fonts
// are, for the formats are one (OpenType 1.9.1, "Organization of an OpenType Font").
func sameToPeople(a, b picture.Format) bool { return a == b || isFont(a) && isFont(b) }

// other is a format that is known by its name and not taken.
const other picture.Format = "other"

// endingSaid is how a name ends, behind the last dot.
func endingSaid(name string) string {
	return strings.ToLower(strings.TrimSpace(strings.TrimPrefix(path.Ext(name), ".")))
}

// formatOfName is what the name of a file says that it is, or "" if it says nothing.
func formatOfName(name string) picture.Format {
	switch endingSaid(name) {
	case "png", "apng":
		return picture.PNG
	case "jpg", "jpeg", "jpe", "jfif", "pjpeg", "pjp":
		return picture.JPEG
	case "gif":
		return picture.GIF
	case "webp":
		return picture.WebP
	case "ttf":
		return picture.TTF
	case "otf":
		return picture.OTF
	case "ttc", "otc":
		return picture.TTC
	case "svg", "svgz":
		return picture.SVG
	case "bmp", "tif", "tiff", "heic", "heif", "avif", "jxl", "jp2", "dng", "cr2", "cr3", "nef", "arw", "raf", "orf", "rw2", "ico", "psd", "woff", "woff2", "eot", "pdf", "ps", "eps", "zip", "html", "htm", "xml", "txt", "js", "exe":
		return other
	}
	return ""
}

// formatOfType is what a media type says that a file is, or "" if it says nothing. There are more words for the
// same than those that are registered.
func formatOfType(mediaType string) picture.Format {
	if mediaType == "" {
		return ""
	}
	t, _, err := mime.ParseMediaType(mediaType)
	if err != nil && t == "" {
		return other
	}
	switch t {
	case "application/octet-stream", "binary/octet-stream":
		return ""
	case PNG, "image/x-png", "image/apng", "image/vnd.mozilla.apng":
		return picture.PNG
	case JPEG, "image/jpg", "image/pjpeg":
		return picture.JPEG
	case "image/gif":
		return picture.GIF
	case "image/webp":
		return picture.WebP
	case TTF, "font/sfnt", "application/x-font-ttf", "application/x-font-truetype", "application/x-truetype-font", "application/font-sfnt":
		return picture.TTF
	case OTF, "application/x-font-otf", "application/x-font-opentype", "application/vnd.ms-opentype", "application/font-otf":
		return picture.OTF
	case TTC, "application/x-font-ttc":
		return picture.TTC
	case "image/svg+xml":
		return picture.SVG
	}
	return other
}

// typeOf is the media type of a format that is taken.
func typeOf(f picture.Format) string {
	switch f {
	case picture.PNG:
		return PNG
	case picture.JPEG:
		return JPEG
	case picture.GIF:
		return "image/gif"
	case picture.WebP:
		return "image/webp"
	case picture.TTF:
		return TTF
	case picture.OTF:
		return OTF
	case picture.TTC:
		return TTC
	}
	return ""
}

// endingOf is how names of such files end.
func endingOf(f picture.Format) string {
	if f == picture.JPEG {
		return "jpg"
	}
	return string(f)
}

// shownType is a media type to be shown to who sent it.
func shownType(mediaType string) string {
	return strings.Join(strings.Fields(strings.Map(visible, strings.ToValidUTF8(cutText(mediaType, 100), " "))), " ")
}

// keptName is the name of an upload as its owner sees it from now on: see fileName, with an ending that is true of the
// asset, in place of one that is not, or behind what is none.
func keptName(name string, a Asset) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	stem, ext := name, ""
	if e := path.Ext(name); formatOfName(fileName(e)) != "" {
		stem, ext = strings.TrimSuffix(name, e), fileName(e)
	}
	stem = fileName(stem)
	if e := path.Ext(stem); ext == "" && formatOfName(e) != "" { // behind it was too much
		stem, ext = strings.TrimSuffix(stem, e), e
	}
	if ext == "" {
		stem = strings.TrimRight(stem, ". ")
	}
	if typeOf(formatOfName(ext)) != a.Type {
		ext = endings(a)
	}
	return orDefault(stem, ext, a)
}

// orDefault joins a name and its ending, or returns that of an asset without a name where nothing of it can be seen.
func orDefault(name, ext string, a Asset) string {
	if textkey.Fold(strings.Trim(name, ". ")) == "" {
		return defaultName(a)
	}
	if runes := []rune(name); len(runes)+len(ext) > MaxName {
		name = strings.TrimSpace(string(runes[:MaxName-len(ext)]))
	}
	return name + ext
}

// defaultName is the name of an asset that has none, or had one from somebody else.
func defaultName(a Asset) string {
	if a.Font != nil {
		if family := fileName(a.Font.Family); textkey.Fold(strings.Trim(family, ". ")) != "" {
			return orDefault(family, endings(a), a)
		}
	}
	return string(a.Kind) + endings(a)
}

// endings is how the name of an asset's file should end.
func endings(a Asset) string {
	switch a.Type {
	case JPEG:
		return ".jpg"
	case TTF:
		return ".ttf"
	case OTF:
		return ".otf"
	case TTC:
		return ".ttc"
	}
	return ".png"
}
