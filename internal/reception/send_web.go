package reception

import (
	"net/http"
	"strconv"

	"adal/internal/files"
	"adal/internal/web"
)

// send answers with the sealed bytes of a letter that Letter or LetterOf found,
// a piece at a time: who takes them slowly holds one piece in memory, not 50 MB.
func (p pages) send(w http.ResponseWriter, r *web.Request, l Letter) error {
	out := &answer{w: w, size: l.Size}
	err := files.Copy(r.Context(), p.DB, out, l.file)
	if err != nil && out.begun {
		panic(http.ErrAbortHandler) // the reader sees that it was cut off
	}
	return err
}

// answer is an answer of sealed bytes whose head is written with its first
// piece. Until then there may still be a fault to show.
type answer struct {
	w     http.ResponseWriter
	size  int64
	begun bool
}

// Write sends a piece.
func (a *answer) Write(piece []byte) (int, error) {
	if !a.begun {
		a.begun = true
		a.w.Header().Set("Content-Length", strconv.FormatInt(a.size, 10))
		return len(piece), web.Bytes(a.w, piece)
	}
	return a.w.Write(piece)
}
