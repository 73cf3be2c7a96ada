package device

import "github.com/einkpdf/platform/einkpdf/geom"

// A finger and an eye have the same size on every panel, so these do not depend
// on its density: 7 mm for a tap, 6 pt for text.
func minTap() geom.Unit { return mm(7_000) }

const minText = 6 * geom.Pt

// Sources that several profiles share.
const (
	srcKCC     = "Kindle Comic Converter, image.py"
	srcRM      = "Kindle Comic Converter, image.py; reMarkable template format notes"
	srcPro     = srcRM + "; geraldolsribeiro"
	srcBoox    = "device list citing shop.boox.com; TechSpot"
	srcLists   = "two independent device lists"
	srcScribe  = "Kindle Comic Converter, image.py; DeviceSpec"
	srcParch   = "parch device registry; dangerous/supernote"
	srcViwoods = "device list citing viwoods.com"
	srcRC      = "recalendar.js, issue 14"
)

// Sources of what toolbars, buttons and dead bands take.
const (
	srcRulerPage  = "rmbujo, ruler page on firmware of 2026: 13 to 14 mm"
	srcSide       = "a crop tool: 120 px; LaTeX Yearly Planner: a margin of 14 mm; another app: 40 pt"
	srcClose      = "LaTeX Yearly Planner, which clears the top right corner as wide as the toolbar"
	srcParchWiki  = "parch wiki: 100 px; parch keeps 8 mm clear"
	srcParchBands = "parch registry.py, for documents of Send to Kindle"
)

const noteKindle7 = "sources disagree between 1272×1696 and 1264×1680 pixels: measure before use"

// profiles is the table. It is made anew on each call so that no caller can
// change another's.
func profiles() []Profile {
	return []Profile{
		remarkable("remarkable-1", "reMarkable 1"),
		with(remarkable("remarkable-2", "reMarkable 2"), func(p *Profile) {
			p.Toolbar = measured(geom.Insets{Left: p.Px(120)}, srcSide)
			p.CloseButton = Corner{Size: geom.Size{W: p.Px(120), H: p.Px(120)}, Measured: true, Source: srcClose}
			p.Note = "the close button is in the top corner opposite to the toolbar"
		}),
		with(remarkable("remarkable-paper-pure", "reMarkable Paper Pure"), func(p *Profile) {
			p.Source = "rmtool tests; Remarkable Skills guide"
		}),
		gallery("remarkable-paper-pro", "reMarkable Paper Pro", 1620, 2160, 229),
		with(gallery("remarkable-paper-pro-move", "reMarkable Paper Pro Move", 954, 1696, 264), func(p *Profile) {
			p.Toolbar = measured(geom.Insets{Top: mm(14_000)}, srcRulerPage)
			p.Source = "Kindle Comic Converter, image.py; PaperOS log, measured on the device"
		}),

		kaleido("boox-note-air-3c", "Boox Note Air3 C", "Boox", 1860, 2480, srcBoox),
		kaleido("boox-note-air-4c", "Boox Note Air4 C", "Boox", 1860, 2480, srcBoox),
		kaleido("boox-note-air-5c", "Boox Note Air5 C", "Boox", 1860, 2480, srcBoox),
		mono("boox-go-10.3", "Boox Go 10.3", "Boox", 1860, 2480, 300, srcBoox),
		kaleido("boox-tab-ultra-c", "Boox Tab Ultra C", "Boox", 1860, 2480, srcBoox),
		kaleido("boox-tab-ultra-c-pro", "Boox Tab Ultra C Pro", "Boox", 1860, 2480, srcBoox),
		kaleido("boox-tab-mini-c", "Boox Tab Mini C", "Boox", 1404, 1872, srcBoox),
		mono("boox-max-lumi", "Boox Max Lumi", "Boox", 1650, 2200, 207, srcBoox),
		mono("boox-max-lumi-2", "Boox Max Lumi2", "Boox", 1650, 2200, 207, srcBoox),
		mono("boox-tab-x", "Boox Tab X", "Boox", 1650, 2200, 207, srcBoox),
		mono("boox-note-max", "Boox Note Max", "Boox", 2400, 3200, 300, srcBoox),
		kaleido("boox-tab-x-c", "Boox Tab X C", "Boox", 2400, 3200, srcBoox),
		mono("boox-page", "Boox Page", "Boox", 1264, 1680, 300, srcBoox),
		mono("boox-go-7", "Boox Go 7", "Boox", 1264, 1680, 300, srcBoox),
		kaleido("boox-go-color-7", "Boox Go Color 7", "Boox", 1264, 1680, srcBoox),

		with(mono("kindle-scribe", "Kindle Scribe (2022)", "Amazon", 1860, 2480, 300, srcScribe), func(p *Profile) {
			p.DeadBands = measured(geom.Insets{Top: mm(8_000), Bottom: mm(10_000)}, srcParchBands)
		}),
		mono("kindle-scribe-2024", "Kindle Scribe (2024)", "Amazon", 1860, 2480, 300, srcScribe),
		mono("kindle-scribe-2025", "Kindle Scribe (2025)", "Amazon", 1986, 2648, 300, srcKCC),
		kaleido("kindle-scribe-colorsoft", "Kindle Scribe Colorsoft", "Amazon", 1986, 2648, srcKCC),
		mono("kindle-paperwhite-11", "Kindle Paperwhite 11", "Amazon", 1236, 1648, 300, srcKCC),
		with(mono("kindle-paperwhite-12", "Kindle Paperwhite 12", "Amazon", 1272, 1696, 300, srcKCC), unsure(noteKindle7)),
		with(kaleido("kindle-colorsoft", "Kindle Colorsoft", "Amazon", 1272, 1696, srcKCC), unsure(noteKindle7)),

		with(mono("supernote-a5x", "Supernote A5 X", "Ratta", 1404, 1872, 226, srcRC), func(p *Profile) {
			p.Toolbar = measured(geom.Insets{Top: p.Px(100)}, srcRC)
		}),
		mono("supernote-a6x", "Supernote A6 X", "Ratta", 1404, 1872, 300, srcParch),
		with(mono("supernote-nomad", "Supernote Nomad", "Ratta", 1404, 1872, 300, srcParch), func(p *Profile) {
			p.Toolbar = measured(geom.Insets{Top: p.Px(100)}, srcParchWiki)
			p.Toolbar.Dockable = true
			p.Note = "the toolbar can be docked at any of the four edges"
		}),
		mono("supernote-manta", "Supernote Manta", "Ratta", 1920, 2560, 300, srcParch),

		mono("kobo-elipsa", "Kobo Elipsa", "Kobo", 1404, 1872, 227, srcLists),
		mono("kobo-elipsa-2e", "Kobo Elipsa 2E", "Kobo", 1404, 1872, 227, srcLists),
		mono("kobo-sage", "Kobo Sage", "Kobo", 1440, 1920, 300, srcLists),
		mono("kobo-libra-2", "Kobo Libra 2", "Kobo", 1264, 1680, 300, srcLists),
		kaleido("kobo-libra-colour", "Kobo Libra Colour", "Kobo", 1264, 1680, srcLists),
		mono("kobo-clara-2e", "Kobo Clara 2E", "Kobo", 1072, 1448, 300, srcLists),
		mono("kobo-clara-bw", "Kobo Clara BW", "Kobo", 1072, 1448, 300, srcLists),
		kaleido("kobo-clara-colour", "Kobo Clara Colour", "Kobo", 1072, 1448, srcLists),

		mono("pocketbook-inkpad-4", "PocketBook InkPad 4", "PocketBook", 1404, 1872, 300, srcLists),
		kaleido("pocketbook-inkpad-color-3", "PocketBook InkPad Color 3", "PocketBook", 1404, 1872, srcLists),
		kaleido("pocketbook-inkpad-eo", "PocketBook InkPad Eo", "PocketBook", 1860, 2480, srcLists),

		with(mono("viwoods-aipaper", "Viwoods AiPaper", "Viwoods", 1920, 2560, 300, srcViwoods), oneSource),
		with(mono("viwoods-aipaper-mini", "Viwoods AiPaper Mini", "Viwoods", 1440, 1920, 292, srcViwoods), oneSource),

		with(mono("daylight-dc-1", "Daylight DC-1", "Daylight", 1200, 1600, 190, "daylight-mirror project"), func(p *Profile) {
			p.Technology, p.Greys = LCD, 0
			p.Confidence = Unconfirmed
			p.Note = "one source has the pixels; the density is computed from a diagonal of 10.5 inches"
		}),
	}
}

func mono(name, title, maker string, w, h, ppi int, source string) Profile {
	return Profile{
		Name: name, Title: title, Maker: maker,
		Width: w, Height: h, PPI: ppi,
		Technology: EInk, Greys: 16,
		MinTap: minTap(), MinText: minText,
		Source: source, Confidence: Confirmed,
	}
}

// kaleido panels, as all colour panels, have no number of greys here: their
// pictures are not reduced to greys.
func kaleido(name, title, maker string, w, h int, source string) Profile {
	p := mono(name, title, maker, w, h, 300, source)
	p.Technology, p.Color, p.ColorPPI, p.Greys = Kaleido3, true, 150, 0
	return p
}

func remarkable(name, title string) Profile {
	return mono(name, title, "reMarkable", 1404, 1872, 226, srcRM)
}

// gallery panels mix pigments in each pixel.
func gallery(name, title string, w, h, ppi int) Profile {
	p := mono(name, title, "reMarkable", w, h, ppi, srcPro)
	p.Technology, p.Color, p.Greys = Gallery3, true, 0
	return p
}

func with(p Profile, change func(*Profile)) Profile {
	change(&p)
	return p
}

func measured(edges geom.Insets, source string) Reserve {
	return Reserve{Edges: edges, Measured: true, Source: source}
}

func oneSource(p *Profile) { p.Confidence = OneSource }

func unsure(note string) func(*Profile) {
	return func(p *Profile) { p.Confidence, p.Note = Unconfirmed, note }
}
