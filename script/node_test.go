package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/evanw/esbuild/pkg/api"
)

// A node is a running Node with all modules of the page, driven by test/driver.ts.
type node struct {
	turn sync.Mutex
	in   io.WriteCloser
	out  *bufio.Reader
}

// raw is bytes as the driver takes and gives them.
type raw []byte

func (b raw) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]string{"base64": base64.StdEncoding.EncodeToString(b)})
}

func (b *raw) UnmarshalJSON(text []byte) error {
	var v struct{ Base64 []byte }
	err := json.Unmarshal(text, &v)
	*b = v.Base64
	return err
}

// A scriptFault is a Fault thrown by a module.
type scriptFault struct {
	Word string
	Args []any
}

func (f *scriptFault) Error() string { return fmt.Sprint(f.Word, f.Args) }

var theNode struct {
	once sync.Once
	node *node
	skip string
	err  error
	stop func()
}

func TestMain(m *testing.M) {
	code := m.Run()
	if theNode.stop != nil {
		theNode.stop()
	}
	os.Exit(code)
}

// start gives the one Node of this test run, or skips when there is none.
func start(t testing.TB) *node {
	t.Helper()
	theNode.once.Do(func() { theNode.node, theNode.skip, theNode.err = launch() })
	if theNode.skip != "" {
		t.Skip(theNode.skip)
	}
	if theNode.err != nil {
		t.Fatal(theNode.err)
	}
	return theNode.node
}

func launch() (n *node, skip string, err error) {
	program, err := exec.LookPath("node")
	if err != nil {
		return nil, "Node is not installed: the pages' side of the vectors is not checked", nil
	}
	if _, err := os.Stat("node_modules/age-encryption"); err != nil {
		return nil, errNoModules.Error(), nil
	}
	options := common()
	options.EntryPoints = []string{"test/driver.ts"}
	options.Platform = api.PlatformNode
	options.Format = api.FormatESModule
	options.Target = api.ES2022 // for await at the top
	driver, err := bundle(options)
	if err != nil {
		return nil, "", err
	}
	dir, err := os.MkdirTemp("", "adal-script")
	if err != nil {
		return nil, "", err
	}
	file := filepath.Join(dir, "driver.mjs")
	if err := os.WriteFile(file, driver, 0o600); err != nil {
		return nil, "", err
	}
	cmd := exec.Command(program, file)
	cmd.Stderr = os.Stderr
	in, err1 := cmd.StdinPipe()
	out, err2 := cmd.StdoutPipe()
	if err := errors.Join(err1, err2, cmd.Start()); err != nil {
		return nil, "", err
	}
	theNode.stop = func() {
		in.Close() // the driver ends with its input
		cmd.Wait()
		os.RemoveAll(dir)
	}
	return &node{in: in, out: bufio.NewReaderSize(out, 1<<20)}, "", nil
}

// try calls a function and reads its result into result, when it has one.
func (n *node) try(result any, call string, args ...any) error {
	n.turn.Lock()
	defer n.turn.Unlock()
	if args == nil {
		args = []any{}
	}
	if err := json.NewEncoder(n.in).Encode(map[string]any{"call": call, "args": args}); err != nil {
		return err
	}
	line, err := n.out.ReadBytes('\n')
	if err != nil {
		return err
	}
	var answer struct {
		OK    json.RawMessage
		Fault string
		Args  []any
		Error string
	}
	if err := json.Unmarshal(line, &answer); err != nil {
		return err
	}
	switch {
	case answer.Error != "":
		return errors.New(answer.Error)
	case answer.Fault != "":
		return &scriptFault{answer.Fault, answer.Args}
	case result == nil:
		return nil
	}
	return json.Unmarshal(answer.OK, result)
}

// get is try for calls that must succeed.
func get[T any](t interface {
	Helper()
	Fatalf(string, ...any)
}, n *node, call string, args ...any) T {
	t.Helper()
	var result T
	if err := n.try(&result, call, args...); err != nil {
		t.Fatalf("%s: %v", call, err)
	}
	return result
}

// wantFault checks that a call throws the fault with this word.
func wantFault(t *testing.T, n *node, word, call string, args ...any) {
	t.Helper()
	err := n.try(nil, call, args...)
	var f *scriptFault
	if !errors.As(err, &f) || f.Word != word {
		t.Errorf("%s: got %v, want the fault %q", call, err, word)
	}
}
