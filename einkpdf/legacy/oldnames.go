package legacy

// old reports that a property has an old name.
func (m *mapper) old(it *item, key, now string) {
	m.report.note(it, Changed, 0, "properties."+key, "is the old name of "+now)
}

// renamed is the name that a property has in a bag: now, or the old one where
// only that is given.
func (m *mapper) renamed(it *item, b *bag, now, before string) string {
	if b.has(now) || !b.has(before) {
		return now
	}
	m.old(it, before, b.path+"."+now)
	return before
}

// editorsOwn are properties that only the editor used.
var editorsOwn = map[string]bool{
	"outline": true, "padding": true, "locale": true, "when": true, "anchors": true,
	"image_quality": true, "max_image_px": true, "optimize_on_import": true, "grayscale_on_import": true,
	"grid_spacing": true, "cell_links": true, "orientation": true,
}
