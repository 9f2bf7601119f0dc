package web

import (
	"context"
	"io"
	"net"
	"net/http"
	"sync"
)

// A Whole is where readers come from. An answer that is kept goes to them in one
// piece: net/http hands out four kilobytes at a time, and handing over is most of what
// such an answer costs, for the reader as well.
type Whole struct{ net.Listener }

// Accept waits for the next reader.
func (l Whole) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &wire{Conn: c}, nil
}

// Remember is for http.Server.ConnContext: from the request to whom it came from.
func (Whole) Remember(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, wireKey{}, c)
}

type wireKey struct{}

// A wire leads to one reader. While it holds, what is written to it gathers. Writing
// and holding are for the handler that has the request, and nobody else.
type wire struct {
	net.Conn
	held *[]byte // nil if it doesn't hold
}

// pieceRoom is how long an answer may be to be held: one that is longer takes little
// harm from being handed over in parts.
const pieceRoom = 64 << 10

// pieces are where answers gather.
var pieces = sync.Pool{New: func() any { b := make([]byte, 0, 8<<10); return &b }}

// Write promises the bytes to the reader if it holds. An error of handing them over
// shows at the next reading or writing.
func (c *wire) Write(b []byte) (int, error) {
	if c.held == nil {
		return c.Conn.Write(b)
	}
	*c.held = append(*c.held, b...)
	return len(b), nil
}

// ReadFrom lets a file go out without passing through here, where the system can.
func (c *wire) ReadFrom(r io.Reader) (int64, error) { return io.Copy(c.Conn, r) }

// inOnePiece writes a short answer to the reader of a request at once. Without a wire
// it is simply written.
func inOnePiece(w http.ResponseWriter, r *http.Request, body []byte) {
	c, ok := r.Context().Value(wireKey{}).(*wire)
	if !ok || len(body) > pieceRoom {
		w.Write(body) // a reader who went away is no error of ours
		return
	}
	c.held = pieces.Get().(*[]byte)
	defer func() {
		gathered := c.held
		c.held = nil
		c.Conn.Write(*gathered)
		*gathered = (*gathered)[:0]
		pieces.Put(gathered)
	}()
	w.Write(body)
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
}
