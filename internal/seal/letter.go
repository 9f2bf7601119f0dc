package seal

import (
	"strings"
	"unicode/utf8"

	"adal/internal/fault"
	"adal/internal/i18n"
)

// The limits of one letter. They bound what a stranger can make the server keep,
// and what a member's browser must hold to read it.
const (
	// MaxText is the longest text, in characters (runes).
	MaxText = 50_000
	// MaxFiles is the largest number of files.
	MaxFiles = 20
	// MaxContent is the largest sum of the sizes of the files, in bytes: 50 MB.
	MaxContent = 50 * 1000 * 1000
	// MaxPacked is the largest result of [Pack], in bytes: three times 16 MiB. A
	// letter at all limits has 50.24 MB at most: 50 MB of files, 50,000 characters
	// of four bytes, 22 headers, and a list of the files.
	MaxPacked = 48 << 20

	// maxName is the longest name of a file, in characters.
	maxName = 120
)

// A Kind says what a letter does in the conversation of a matter.
type Kind string

// The kinds of letters.
const (
	Report   Kind = "report"   // the first: what the person tells
	Question Kind = "question" // the body asks back
	Answer   Kind = "answer"   // the body answers
	Message  Kind = "message"  // the person writes further
)

// A Letter is what is said at once in a matter, by the person or by the body.
type Letter struct {
	Lang  i18n.Lang // the language it was written in, as far as the page knows
	Kind  Kind
	Text  string // plain text, at most [MaxText] characters, lines end in \n
	Files []File // at most [MaxFiles] with [MaxContent] bytes together
}

// A File goes with a letter, inside the same seal.
type File struct {
	Name    string // what the person called it, without folders: to be shown, never to be a path
	Type    string // media type without parameters, as claimed by who sent it
	Content []byte
}

// check says what is wrong with a letter, as a fault in the field "text" or
// "files".
func (l Letter) check() error {
	if n := utf8.RuneCountInString(l.Text); n > MaxText {
		return &fault.Error{Kind: fault.TooLarge, Field: "text", Word: "seal.text-too-long", Args: []any{MaxText, n}}
	}
	if !utf8.ValidString(l.Text) {
		return fault.In("text", "seal.text-not-text")
	}
	if len(l.Files) > MaxFiles {
		return &fault.Error{Kind: fault.TooLarge, Field: "files", Word: "seal.files-too-many", Args: []any{MaxFiles, len(l.Files)}}
	}
	sum := 0
	for _, f := range l.Files {
		sum += len(f.Content)
	}
	if sum > MaxContent {
		return &fault.Error{Kind: fault.TooLarge, Field: "files", Word: "seal.files-too-large", Args: []any{MaxContent / 1_000_000}}
	}
	return nil
}

// plainLines ends every line with \n, whatever the browser or system sent.
func plainLines(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

// cleanName makes a file's name safe to show: no folders, no control characters,
// no marks that reverse the direction of writing (which make "exe.jpg" out of
// "gpj.exe"), at most 120 characters. script/letter.ts has the same rule, spelt
// out in code points so that no version of Unicode can part the two.
func cleanName(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case r < 0x20, r >= 0x7F && r <= 0x9F, // controls
			r == '/', r == '\\',
			r == 0x061C, r == 0x200E, r == 0x200F, // direction marks
			r >= 0x2028 && r <= 0x202E, // separators and embeddings
			r >= 0x2066 && r <= 0x2069, // isolates
			r == 0xFEFF:                // byte order mark
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, "\uFFFD"))
	name = strings.Trim(name, " ")
	if r := []rune(name); len(r) > maxName {
		name = strings.Trim(string(r[:maxName]), " ")
	}
	if name == "" {
		return "file"
	}
	return name
}

// cleanType keeps a media type of the plain form "image/jpeg" and makes
// everything else "application/octet-stream", which no program opens by itself.
func cleanType(t string) string {
	t, _, _ = strings.Cut(t, ";")
	t = strings.ToLower(strings.Trim(t, " "))
	major, minor, ok := strings.Cut(t, "/")
	if !ok || !isToken(major) || !isToken(minor) {
		return "application/octet-stream"
	}
	return t
}

func isToken(s string) bool {
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '.' && c != '+' && c != '-' {
			return false
		}
	}
	return s != "" && len(s) <= 80
}

// extensions are those a file keeps in the archive; they let a member open it
// after plain tar, and none of them starts a program.
var extensions = " jpg jpeg png webp gif heic tif tiff bmp pdf txt csv rtf doc docx xls xlsx ppt pptx odt ods odp" +
	" mp3 m4a ogg oga opus wav amr aac mp4 mov m4v webm mkv avi 3gp zip 7z rar eml msg "

// extension is the last part of a clean name when it is in the list, else "bin".
func extension(name string) string {
	at := strings.LastIndexByte(name, '.')
	ext := strings.ToLower(name[at+1:])
	if at < 0 || ext == "" || strings.Contains(ext, " ") || !strings.Contains(extensions, " "+ext+" ") {
		return "bin"
	}
	return ext
}
