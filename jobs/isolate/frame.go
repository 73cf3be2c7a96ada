package isolate

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// A frame is what goes through a pipe as one: the length of the payload in 4 bytes, big endian, its type in one, the
// payload. Whoever reads knows how much each type may have, and trusts no length: memory grows with what has come.
type frameType byte

const (
	// From the parent, on the child's standard input, which is open as long as the parent lives.
	frameSetup   frameType = 's' // JSON setup, before the sandbox is closed: all that is read outside it
	frameRequest frameType = 'r' // Job.Request, as it is
	frameAnswer  frameType = 'a' // to the question before, as it is
	frameRefusal frameType = 'x' // a JSON Fault in its place

	// From the child, on descriptor frameFD.
	frameHello    frameType = 'h' // empty: the sandbox is closed
	frameProgress frameType = 'p' // JSON progress
	frameQuestion frameType = 'q' // as it is; the next comes after the answer
	frameDone     frameType = 'd' // the peak of memory in 8 bytes, big endian, and the result as it is; the last
	frameFault    frameType = 'f' // JSON fault; the last
)

// The descriptors of a child, besides the three that each process has.
const (
	outputFD = 3 // Job.Output
	frameFD  = 4
)

const maxJSON = 2 << 20 // bytes of a frame with a Fault: 1 MiB of detail is 4/3 of that in JSON

// fromParent and fromChild are the types that each side reads, with the most bytes of each.
var (
	fromParent = map[frameType]int{frameSetup: 64 << 10, frameRequest: MaxRequest, frameAnswer: MaxAnswer, frameRefusal: maxJSON}
	fromChild  = map[frameType]int{frameHello: 0, frameProgress: 4 << 10, frameQuestion: MaxQuestion, frameDone: 8 + MaxResult, frameFault: maxJSON}
)

var errFrame = errors.New("not a frame")

// readFrame reads a frame of one of the types. The error is io.EOF between two frames, errFrame for what is none, or the
// reader's.
func readFrame(r io.Reader, types map[frameType]int) (frameType, []byte, error) {
	var head [5]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, nil, err
	}
	kind, size := frameType(head[4]), binary.BigEndian.Uint32(head[:4])
	most, known := types[kind]
	if !known {
		return 0, nil, fmt.Errorf("%w: its type is %d", errFrame, kind)
	}
	if uint64(size) > uint64(most) {
		return 0, nil, fmt.Errorf("%w: %d bytes of type %q", errFrame, size, kind)
	}
	const atOnce = 64 << 10
	if size <= atOnce {
		payload := make([]byte, size)
		_, err := io.ReadFull(r, payload)
		return kind, payload, cut(err)
	}
	var payload bytes.Buffer
	n, err := io.CopyN(&payload, r, int64(size))
	if n < int64(size) {
		return 0, nil, cut(err)
	}
	return kind, payload.Bytes(), nil
}

// cut says of an end inside a frame that it is no end.
func cut(err error) error {
	if err == io.EOF { //nolint:errorlint // io.ReadFull and io.CopyN return it as it is
		return io.ErrUnexpectedEOF
	}
	return err
}

// writeFrame writes a frame; the parts are its payload, one after the other. Not for concurrent use.
func writeFrame(w io.Writer, kind frameType, parts ...[]byte) error {
	size := 0
	for _, p := range parts {
		size += len(p)
	}
	head := binary.BigEndian.AppendUint32(make([]byte, 0, 512), uint32(size))
	head = append(head, byte(kind))
	for len(parts) > 0 && len(head)+len(parts[0]) <= cap(head) { // what is small goes in one write
		head, parts = append(head, parts[0]...), parts[1:]
	}
	if _, err := w.Write(head); err != nil {
		return err
	}
	for _, p := range parts {
		if _, err := w.Write(p); err != nil {
			return err
		}
	}
	return nil
}
