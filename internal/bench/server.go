package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"adal/internal/adal"
)

// A server is the program as its own process.
type server struct {
	*exec.Cmd
	site string
	took time.Duration // from the start to ready
}

// start starts a server and waits until it is ready.
func start(ctx context.Context, program string, c adal.Config) (*server, error) {
	s := &server{Cmd: exec.CommandContext(ctx, program, "serve", "--listen", "127.0.0.1:0", "--data", c.Data, "--database", c.Database, "--merge", c.Merge.String())}
	s.Stderr = os.Stderr
	out, err := s.StdoutPipe()
	if err != nil {
		return nil, err
	}
	begun := time.Now()
	if err := s.Start(); err != nil {
		return nil, err
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if site, ok := strings.CutPrefix(lines.Text(), "ready "); ok {
			s.site, s.took = site, time.Since(begun)
			return s, nil
		}
	}
	return nil, errors.Join(errors.New("the server doesn't start"), s.Wait())
}

func (s *server) stop() error {
	return errors.Join(s.Process.Signal(syscall.SIGTERM), s.Wait())
}

// still measures a server at rest, on the database that the load has left: how
// long it takes to start, what it holds, what a page weighs.
func still(ctx context.Context, program string, c adal.Config, size int64) error {
	var took []time.Duration
	var own, resident []int
	for range 5 {
		s, err := start(ctx, program, c)
		if err != nil {
			return err
		}
		held, err := s.memory()
		if err := errors.Join(err, s.stop()); err != nil {
			return err
		}
		took, own, resident = append(took, s.took), append(own, held.own), append(resident, held.resident)
	}
	slices.Sort(took)
	slices.Sort(own)
	slices.Sort(resident)
	s, err := start(ctx, program, c)
	if err != nil {
		return err
	}
	page, err := s.page(ctx, "/kk/reception/new/signal")
	if err := errors.Join(err, s.stop()); err != nil {
		return err
	}
	return show("The program", []figure{
		below("from start to ready on an existing database, median of 5", "%v", took[2].Round(time.Millisecond), 300*time.Millisecond),
		below("memory at rest, median of 5, kB", "%d", own[2], 60_000),
		below("… with the program's file, which the system may drop, kB", "%d", resident[2], 60_000),
		below("first page on the wire: html, style, script, pictures, bytes", "%d", page, 100_000),
		below("binary, bytes", "%d", size, 45_000_000),
	})
}

// A holding is the memory of a server in kB.
type holding struct {
	own      int // of its own: nobody else has it, and the system can't drop it
	resident int // with what is mapped of the program's file
}

// memory is what the server holds after it has rested.
func (s *server) memory() (h holding, err error) {
	time.Sleep(time.Second)
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.Process.Pid))
	if err != nil {
		return h, err
	}
	for line := range strings.Lines(string(status)) {
		f := strings.Fields(line)
		if len(f) != 3 {
			continue
		}
		n, err := strconv.Atoi(f[1])
		switch {
		case err != nil:
		case f[0] == "RssAnon:":
			h.own = n
		case f[0] == "VmRSS:":
			h.resident = n
		}
	}
	if h.own == 0 || h.resident == 0 {
		return h, errors.New("the system doesn't say how much memory a process has")
	}
	return h, nil
}

var linked = regexp.MustCompile(`(?:<link rel="(?:stylesheet|icon)"[^>]*href|<script[^>]*src|<img[^>]*src)="([^"]+)"`)

// page is how many bytes a page is on the wire with all that it loads, as a
// browser that understands gzip gets it.
func (s *server) page(ctx context.Context, path string) (total int, err error) {
	html, err := s.get(ctx, path, "")
	if err != nil {
		return 0, err
	}
	packed, err := s.get(ctx, path, "gzip")
	if err != nil {
		return 0, err
	}
	total = len(packed)
	for _, m := range linked.FindAllStringSubmatch(string(html), -1) {
		part, err := s.get(ctx, m[1], "gzip")
		if err != nil {
			return 0, err
		}
		total += len(part)
	}
	return total, nil
}

// get gets the bytes of an answer as they are on the wire.
func (s *server) get(ctx context.Context, path, encoding string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.site+path, nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept-Encoding", encoding) // then the client unpacks nothing
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", path, resp.Status)
	}
	return io.ReadAll(resp.Body)
}
