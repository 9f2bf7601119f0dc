package main

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

//go:embed coinr.R
var coinrScript []byte

// absent is how coinr.R ends where R hasn't the package.
const absent = 3

// coinr does the same work in COINr, the package that such indices are usually
// made with, where R and the package are installed.
func coinr(ctx context.Context, dir string) error {
	rscript, err := exec.LookPath("Rscript")
	if err != nil {
		fmt.Print("COINr: R is not installed\n\n")
		return nil
	}
	script, data := filepath.Join(dir, "coinr.R"), filepath.Join(dir, "edition.csv")
	if err := errors.Join(os.WriteFile(script, coinrScript, 0o600), os.WriteFile(data, []byte(table(units, sources)), 0o600)); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, rscript, "--vanilla", script, data).Output()
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit) && exit.ExitCode() == absent:
		fmt.Print("COINr: R is installed and the package COINr is not (it is none of Debian's)\n\n")
		return nil
	case errors.As(err, &exit):
		fmt.Printf("COINr: the script failed: %s\n\n", bytes.TrimSpace(exit.Stderr))
		return nil
	case err != nil:
		return fmt.Errorf("running R: %w", err)
	}
	figures, err := seconds(out)
	if err != nil {
		return err
	}
	return show("The same edition in COINr", figures)
}

// seconds reads what coinr.R prints: a name, a tab and seconds on a line each.
func seconds(out []byte) (all []figure, err error) {
	lines := bufio.NewScanner(bytes.NewReader(out))
	for lines.Scan() {
		name, number, ok := strings.Cut(lines.Text(), "\t")
		if !ok {
			continue // a remark of a package
		}
		s, err := strconv.ParseFloat(number, 64)
		if err != nil {
			return nil, fmt.Errorf("coinr.R printed %q", lines.Text())
		}
		all = append(all, plain(name, "%v", time.Duration(s*float64(time.Second)).Round(time.Microsecond)))
	}
	return all, lines.Err()
}
