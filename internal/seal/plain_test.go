package seal

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"adal/internal/i18n"
)

// When this program is gone, a member still opens a letter with two tools that
// everybody has: age -d, then tar x.
func TestPlainAgeAndTar(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the age command")
	}
	dir := t.TempDir()
	run := func(name string, args ...string) {
		t.Helper()
		if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
			t.Fatalf("%s %v: %v\n%s", name, args, err, out)
		}
	}
	age := filepath.Join(dir, "age")
	run("go", "build", "-o", age, "filippo.io/age/cmd/age")

	id := someone(t)
	l := Letter{i18n.KK, Report, "Қазақша мәтін\n", []File{{"фото.jpg", "image/jpeg", []byte("pixels")}}}
	sealed, err := SealLetter(l, id.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	key, letter, archive := filepath.Join(dir, "key.txt"), filepath.Join(dir, "letter.age"), filepath.Join(dir, "letter.tar")
	for file, content := range map[string][]byte{key: []byte(id.Secret() + "\n"), letter: sealed} {
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run(age, "-d", "-i", key, "-o", archive, letter)
	run("tar", "-x", "-C", dir, "-f", archive)
	for file, want := range map[string]string{"letter.txt": l.Text, "1.jpg": "pixels"} {
		if got, err := os.ReadFile(filepath.Join(dir, file)); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v; want %q", file, got, err, want)
		}
	}
}
