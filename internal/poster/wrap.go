package poster

import "strings"

// longest is how many letters of a text are looked at: no poster has room for
// more.
const longest = 400

// fit breaks a title into lines at the first size at which it has no more than
// so many, and cuts it at the last one.
func (c *canvas) fit(title string, sizes []float64, lines []int, wide int) ([]string, float64, error) {
	if letters := []rune(title); len(letters) > longest {
		title = string(letters[:longest])
	}
	for i, size := range sizes {
		broken := c.wrap(title, size, wide)
		if c.err != nil {
			return nil, 0, c.err
		}
		if len(broken) <= lines[i] {
			return broken, size, nil
		}
		if i == len(sizes)-1 {
			last := lines[i] - 1
			broken[last] = c.cut(broken[last]+" "+broken[last+1], size, bold, wide)
			return broken[:lines[i]], size, nil
		}
	}
	return nil, 0, nil
}

// wrap breaks a text at its spaces, and a word that is longer than a line where
// the line ends.
func (c *canvas) wrap(text string, size float64, wide int) (lines []string) {
	line := ""
	for _, word := range strings.Fields(text) {
		with := strings.TrimSpace(line + " " + word)
		if c.wide(with, size, bold) <= wide {
			line = with
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for line = word; c.wide(line, size, bold) > wide; {
			n := c.fits(line, size, bold, wide)
			letters := []rune(line)
			lines, line = append(lines, string(letters[:n])), string(letters[n:])
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// fits is how many letters of a text have room, one at least.
func (c *canvas) fits(text string, size float64, f, wide int) int {
	letters := []rune(text)
	low, high := 1, len(letters)
	for low < high {
		if middle := (low + high + 1) / 2; c.wide(string(letters[:middle]), size, f) <= wide {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return max(low, 1)
}

// cut ends a text that is too wide with …, at the end of a word if one is near.
func (c *canvas) cut(text string, size float64, f, wide int) string {
	if c.wide(text, size, f) <= wide {
		return text
	}
	letters := []rune(text)
	n := c.fits(text, size, f, wide-c.wide("…", size, f))
	short := string(letters[:min(n, len(letters))])
	if space := strings.LastIndexByte(short, ' '); space > len(short)*2/3 {
		short = short[:space]
	}
	return strings.TrimRight(short, " ,.;:–-") + "…"
}
