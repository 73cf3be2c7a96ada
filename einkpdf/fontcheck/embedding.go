package fontcheck

// Embedding is what the maker of a font allows documents to do with it (OpenType
// 1.9.1, table "OS/2", field fsType).
type Embedding string

// The permissions, from least to most.
const (
	PreviewPrint Embedding = "preview-print" // in documents that are only read and printed
	Editable     Embedding = "editable"      // in documents that may be edited
	Unstated     Embedding = "unstated"      // the font says nothing
	Installable  Embedding = "installable"   // anything
)

// The bits of fsType.
const (
	restricted   = 0x0002
	previewPrint = 0x0004
	editable     = 0x0008
	noSubsetting = 0x0100
	bitmapsOnly  = 0x0200
)

// embedding is what all faces of the file allow.
func (f *file) embedding() (Embedding, *Error) {
	order := []Embedding{PreviewPrint, Editable, Unstated, Installable}
	least := len(order) - 1
	for i := range f.faces {
		e, err := f.faces[i].embedding()
		if err != nil {
			return "", err
		}
		for rank, known := range order[:least] {
			if e == known {
				least = rank
				break
			}
		}
	}
	return order[least], nil
}

// embedding is what one face allows. Only one of the first three bits may be set
// since version 3 of the table; before, and where a font does it all the same, the
// least restrictive one counts.
func (f *face) embedding() (Embedding, *Error) {
	os2 := f.table("OS/2")
	if len(os2) < 10 {
		return Unstated, nil
	}
	bits := be.Uint16(os2[8:])
	switch {
	case bits&(restricted|previewPrint|editable) == restricted:
		return "", refuse(Forbidden, "The maker of this font does not allow documents to carry it (restricted licence embedding). Please use another font, or ask the maker for one that may be embedded.")
	case bits&noSubsetting != 0:
		return "", refuse(Forbidden, "The maker of this font does not allow documents to carry only a part of it (no subsetting), as planners do. Please use another font, or ask the maker.")
	case bits&bitmapsOnly != 0:
		return "", refuse(Forbidden, "The maker of this font allows documents to carry pictures of its letters only (bitmap embedding). Please use another font, or ask the maker.")
	case bits&editable != 0:
		return Editable, nil
	case bits&previewPrint != 0:
		return PreviewPrint, nil
	}
	return Installable, nil
}
