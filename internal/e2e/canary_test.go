package e2e

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"adal/internal/i18n"
)

// A bird is a word that nobody ever said before, and where it was said.
type bird struct{ what, word string }

// hatch makes one.
func hatch(what string) bird { return bird{what, "қарлығаш-" + rand.Text()} }

// shapes are the bytes in which a bird could be kept: as it is, in UTF-16, in
// hex, and inside of base64, which it enters at three places.
func (b bird) shapes() [][]byte {
	plain := []byte(b.word)
	all := [][]byte{plain, []byte(hex.EncodeToString(plain))}
	var little, big []byte
	for _, u := range utf16.Encode([]rune(b.word)) {
		little, big = append(little, byte(u), byte(u>>8)), append(big, byte(u>>8), byte(u))
	}
	all = append(all, little, big)
	for skip := range 3 {
		// The first and the last letters depend on what stands beside.
		rest := plain[(3-skip)%3:]
		whole := rest[:len(rest)/3*3]
		all = append(all, []byte(base64.StdEncoding.EncodeToString(whole)), []byte(base64.URLEncoding.EncodeToString(whole)))
	}
	return all
}

// in says in which shape a bird sits in some bytes, -1 for none.
func (b bird) in(bytesOfSomething []byte) int {
	for i, shape := range b.shapes() {
		if bytes.Contains(bytesOfSomething, shape) {
			return i
		}
	}
	return -1
}

// memory reads all that a process has in its memory, region by region.
func memory(t *testing.T, pid int, look func(region string, content []byte)) {
	t.Helper()
	maps, err := os.Open(fmt.Sprintf("/proc/%d/maps", pid))
	if err != nil {
		t.Fatal(err)
	}
	defer maps.Close()
	mem, err := os.Open(fmt.Sprintf("/proc/%d/mem", pid))
	if err != nil {
		t.Skip("the memory of the server can't be read here:", err)
	}
	defer mem.Close()
	total := 0
	for lines := bufio.NewScanner(maps); lines.Scan(); {
		var from, to uint64
		var mode string
		if _, err := fmt.Sscanf(lines.Text(), "%x-%x %s", &from, &to, &mode); err != nil {
			t.Fatal(lines.Text(), err)
		}
		if mode[0] != 'r' || strings.Contains(lines.Text(), "[v") { // vvar and vsyscall are the kernel's
			continue
		}
		content := make([]byte, to-from)
		n, _ := mem.ReadAt(content, int64(from)) // a region may end meanwhile
		total += n
		look(lines.Text(), content[:n])
	}
	if total < 10<<20 {
		t.Fatalf("only %d bytes of the server's memory were read", total)
	}
}

// nowhere looks for birds in the memory of a server, its data and its output.
func nowhere(t *testing.T, h *house, birds ...bird) {
	t.Helper()
	look := func(where string, content []byte) {
		for _, b := range birds {
			if shape := b.in(content); shape >= 0 {
				t.Errorf("%s was found in %s (shape %d)", b.what, where, shape)
			}
		}
	}
	memory(t, h.cmd.Process.Pid, func(region string, content []byte) { look("memory "+region, content) })
	look("the output", []byte(h.out.String()))
	files := 0
	err := filepath.WalkDir(h.data, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if os.IsNotExist(err) {
			return nil // SQLite's own files come and go
		}
		files++
		look(path, content)
		return err
	})
	if err != nil || files < 2 {
		t.Fatalf("%d files of the data folder were read: %v", files, err)
	}
}

// TestCanary holds that what a person and a seat write passes the server sealed:
// it is neither in its data nor in its output nor in its memory.
func TestCanary(t *testing.T) {
	t.Parallel()
	h := own(t)
	text, name, contact, inFile := hatch("the text"), hatch("the name"), hatch("the contact"), hatch("the file")
	r := &reporter{tab: visit(t, h.url), lang: i18n.KK}
	r.tell(telling{
		track: "appeal", region: "KZ-47", name: name.word, contact: contact.word, text: text.word + "\n" + told,
		files: []string{write(t, "белгі.txt", []byte("алдында\n"+inFile.word+"\nсоңында\n"))},
	})
	r.brought()
	told := []bird{text, name, contact, inFile, {"the phrase", r.phrase}}
	nowhere(t, h, told...)

	desk := seat(t, h, h.url, i18n.KK, "receptionist")
	desk.matter(i18n.KK, r.receipt.Number)
	for _, b := range told[:3] {
		desk.sees(b.word)
	}
	if _, content := desk.save(".letter a[download$=txt]"); inFile.in(content) != 0 {
		t.Error("the desk's file doesn't have what was written in it")
	}
	desk.take()
	answer := hatch("the answer")
	desk.say("answer", answer.word)
	r.comeBack()
	r.sees(answer.word)
	nowhere(t, h, append(told, answer)...)
	controlAtDoor(t, h)
}

// controlAtDoor shows that the search finds what is there: what is sealed at
// the door is in the server's memory for a while, and never in its data.
func controlAtDoor(t *testing.T, h *house) {
	t.Helper()
	for range 5 {
		b := hatch("the text at the door")
		r := &reporter{tab: visit(t, h.url), lang: i18n.KK}
		r.script(false)
		r.tell(telling{track: "signal", region: "KZ-47", text: b.word + " " + strings.Repeat("есік ", 2000)})
		r.brought()
		found := false
		memory(t, h.cmd.Process.Pid, func(_ string, content []byte) { found = found || b.in(content) >= 0 })
		if found {
			return
		}
	}
	t.Error("what was told at the door was never found in the server's memory: the search doesn't find")
}
