package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"adal/internal/adal"
)

// longPage is the demo's article of about 9 kB of Kazakh.
const longPage = "/kk/news/2020/03/qogam-men-memlekettin-arasyndagy-kopir-tort-institut-qalai-zhumys-isteidi"

// readers is how many read the article at once.
const readers = 32

// agent is that of a reader, who is counted.
const agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

// articlePage measures the article page, beside a bare handler that writes the same
// bytes from memory, and what the server holds with many articles.
func articlePage(ctx context.Context, program string, c adal.Config, many int) error {
	s, err := start(ctx, program, c)
	if err != nil {
		return err
	}
	defer s.stop()
	atRest, err := s.memory()
	if err != nil {
		return err
	}
	packed, err := s.get(ctx, longPage, "gzip")
	if err != nil {
		return err
	}
	plainPage, err := s.get(ctx, longPage, "")
	if err != nil {
		return err
	}
	whole, err := s.page(ctx, longPage)
	if err != nil {
		return err
	}
	limit, err := startBare(ctx, packed)
	if err != nil {
		return err
	}
	defer limit.stop()
	ours, bare, err := inTurns(ctx, s.site+longPage, limit.site+"/", len(packed))
	if err != nil {
		return err
	}
	held, err := s.memory()
	if err != nil {
		return err
	}
	return show(fmt.Sprintf("The article page, %d articles beside it, %d connections, in turns", many, readers), []figure{
		plain("the page: plain and on the wire, bytes", "%d, %d", len(plainPage), len(packed)),
		below("a first visit on the wire: html, style, script, icon, bytes", "%d", whole, 40_000),
		plain("requests per second", "%.0f", ours.rate),
		plain("requests per second of a bare handler that writes the same bytes", "%.0f", bare.rate),
		atLeast("… ratio", "%.2f", ours.rate/bare.rate, 0.8),
		plain("half and 99 of 100 within", "%v, %v", ours.p50, ours.p99),
		plain("… of the bare handler", "%v, %v", bare.p50, bare.p99),
		below("… ratio of the 99 of 100", "%.2f", float64(ours.p99)/float64(bare.p99), 2),
		below("memory at rest, kB", "%d", atRest.own, 60_000),
		below("memory after the reading, kB", "%d", held.own, 60_000),
		below("… with the program's file, which the system may drop, kB", "%d", held.resident, 60_000),
	})
}

// A reading is what reading a page again and again has shown.
type reading struct {
	rate     float64
	p50, p99 time.Duration
}

// turns is how often ours and the bare one are read, one after the other.
const turns = 5

// inTurns reads both in turns, and returns the medians.
func inTurns(ctx context.Context, ours, bare string, size int) (a, b reading, err error) {
	var as, bs []reading
	for range turns {
		for _, of := range []struct {
			address string
			all     *[]reading
		}{{ours, &as}, {bare, &bs}} {
			r, err := read(ctx, of.address, size)
			if err != nil {
				return a, b, err
			}
			*of.all = append(*of.all, r)
		}
	}
	return middle(as), middle(bs), nil
}

// middle is the median of each figure.
func middle(all []reading) (m reading) {
	of := func(less func(a, b reading) int) reading {
		slices.SortFunc(all, less)
		return all[len(all)/2]
	}
	m.rate = of(func(a, b reading) int { return int(a.rate - b.rate) }).rate
	m.p50 = of(func(a, b reading) int { return int(a.p50 - b.p50) }).p50
	m.p99 = of(func(a, b reading) int { return int(a.p99 - b.p99) }).p99
	return m
}

// read reads a page over kept connections for a while. It is sparing: reader and
// server share the machine.
func read(ctx context.Context, address string, size int) (r reading, err error) {
	host, path, _ := strings.Cut(strings.TrimPrefix(address, "http://"), "/")
	request := []byte("GET /" + path + " HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: " + agent + "\r\nAccept-Encoding: gzip\r\n\r\n")
	var mu sync.Mutex
	var waits []time.Duration
	var wg sync.WaitGroup
	begun := time.Now()
	end := begun.Add(window)
	for range readers {
		wg.Go(func() {
			mine, e := readOne(host, request, size, end)
			mu.Lock()
			waits, err = append(waits, mine...), errors.Join(err, e)
			mu.Unlock()
		})
	}
	wg.Wait()
	if err != nil {
		return r, err
	}
	took := time.Since(begun)
	slices.Sort(waits)
	at := func(share float64) time.Duration { return waits[int(share*float64(len(waits)-1))] }
	return reading{float64(len(waits)) / took.Seconds(), at(0.5), at(0.99)}, ctx.Err()
}

// readOne reads over one connection.
func readOne(host string, request []byte, size int, end time.Time) (waits []time.Duration, err error) {
	c, err := net.Dial("tcp", host)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	in := bufio.NewReaderSize(c, 64<<10)
	for {
		since := time.Now()
		if since.After(end) {
			return waits, nil
		}
		if _, err := c.Write(request); err != nil {
			return nil, err
		}
		if err := answer(in, size); err != nil {
			return nil, err
		}
		waits = append(waits, time.Since(since))
	}
}

// answer reads an answer of so many bytes.
func answer(in *bufio.Reader, size int) error {
	length := -1
	for first := true; ; first = false {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return err
		}
		if first && !bytes.HasPrefix(line, []byte("HTTP/1.1 200")) {
			return fmt.Errorf("the answer is %q", line)
		}
		if name, value, ok := bytes.Cut(line, []byte(": ")); ok && bytes.EqualFold(name, []byte("content-length")) {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return err
			}
		}
		if len(line) <= 2 {
			break
		}
	}
	if length != size {
		return fmt.Errorf("the answer has %d bytes, not %d", length, size)
	}
	_, err := in.Discard(length)
	return err
}

// bareMode is the argument with which this program is the bare handler.
const bareMode = "bare-handler"

// startBare starts this program as a server that writes some bytes to everybody.
func startBare(ctx context.Context, body []byte) (*server, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	s := &server{Cmd: exec.CommandContext(ctx, self, bareMode)}
	s.Stdin, s.Stderr = bytes.NewReader(body), os.Stderr
	out, err := s.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	s.site = strings.TrimSpace(line)
	return s, err
}

// serveBare is that server, until it is ended.
func serveBare() error {
	body, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("http://%s\n", l.Addr())
	return http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Encoding", "gzip")
		h.Set("Content-Length", strconv.Itoa(len(body)))
		w.Write(body)
	}))
}
