package adal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
	_ "time/tzdata" // the zone of the bodies, on machines that know none

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/docket"
	"adal/internal/register"

	"golang.org/x/mod/sumdb/note"
)

// Config is what an installation sets.
type Config struct {
	Data           string        `help:"Folder of the data: the database, the register's key, own calendars." default:"adal-data" env:"ADAL_DATA" type:"path"`
	Database       string        `help:"A postgres:// URL, if the database isn't a file in the data folder." env:"ADAL_DATABASE"`
	Origin         string        `help:"Name of the register for ever: the site's address without scheme." default:"localhost/adal" env:"ADAL_ORIGIN"`
	Address        string        `help:"Address of the site as readers know it: feeds and links that leave the site begin with it." default:"http://localhost:8080" env:"ADAL_ADDRESS"`
	Currencies     []string      `help:"Currencies in the header of every page." default:"USD,EUR,RUB" env:"ADAL_CURRENCIES"`
	Rates          string        `help:"Address of the National Bank's feed of rates; without it the server asks nobody, and the newsroom imports files." env:"ADAL_RATES"`
	Hub            string        `help:"Address of a WebSub hub that feeds name, and that is told when one changes." env:"ADAL_HUB"`
	SMTP           string        `name:"smtp" help:"Mail server: smtps://user@host or smtp://user@host (STARTTLS); without it no letters are sent." env:"ADAL_SMTP"`
	SMTPPassword   string        `name:"smtp-password" hidden:"" env:"ADAL_SMTP_PASSWORD"`
	MailFrom       string        `help:"Who letters are from, such as 'Adal <news@adal.example>'." env:"ADAL_MAIL_FROM"`
	Mail           string        `help:"What becomes of letters: send, or outbox for a page that only keepers see." enum:"send,outbox" default:"send" env:"ADAL_MAIL"`
	OpenBox        bool          `kong:"-"` // everybody may read the letters of the outbox: for the demo
	MainSite       string        `help:"Address of the main site, which every page links to." env:"ADAL_MAIN_SITE"`
	MainName       string        `name:"main-site-name" help:"Name of the main site." env:"ADAL_MAIN_SITE_NAME"`
	ObserverCourse string        `help:"Course that a seat has to pass before it observes in a campaign: the last part of its address." env:"ADAL_OBSERVER_COURSE"`
	ReplyWindow    int           `help:"Working days in which an institution may reply before a shortcoming is published." default:"10" env:"ADAL_REPLY_WINDOW"`
	Zone           string        `help:"Time zone of the bodies: it says which day it is." default:"Asia/Almaty" env:"ADAL_ZONE"`
	Merge          time.Duration `help:"How long receipts gather before they enter the register together." default:"24h" env:"ADAL_MERGE"`
	Proxied        bool          `help:"The server stands behind a proxy that sets X-Forwarded-Proto." env:"ADAL_PROXIED"`
	Source         string        `help:"Address of the source of the running version, which the licence asks you to offer." env:"ADAL_SOURCE"`
}

// database is where db opens the database.
func (c Config) database() string {
	if c.Database != "" {
		return c.Database
	}
	return c.File()
}

// File is the SQLite file of the data folder.
func (c Config) File() string { return filepath.Join(c.Data, "adal.db") }

// registerKey signs the register and its receipts.
type registerKey struct {
	signer   note.Signer
	verifier string
}

// key reads the register's key from the data folder, and makes it at the first
// start. It is a file of its own, so that a copy of the database can't sign.
func (c Config) key() (k registerKey, err error) {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return k, fmt.Errorf("making the data folder: %w", err)
	}
	file := c.keyFile()
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		if err := makeKey(file, c.Origin); err != nil {
			return k, fmt.Errorf("making the register's key: %w", err)
		}
	}
	return readKey(file)
}

func (c Config) keyFile() string { return filepath.Join(c.Data, "register.key") }

func readKey(file string) (k registerKey, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return k, fmt.Errorf("reading the register's key: %w", err)
	}
	lines := strings.Fields(string(text))
	if len(lines) != 2 {
		return k, fmt.Errorf("reading the register's key: %s has %d lines, not the secret and the public one", file, len(lines))
	}
	if k.signer, err = note.NewSigner(lines[0]); err != nil {
		return k, fmt.Errorf("reading the register's key: %w", err)
	}
	k.verifier = lines[1]
	v, err := note.NewVerifier(k.verifier)
	if err != nil {
		return k, fmt.Errorf("reading the register's key: %w", err)
	}
	if v.KeyHash() != k.signer.KeyHash() {
		return k, fmt.Errorf("reading the register's key: the lines of %s don't belong together", file)
	}
	return k, nil
}

func makeKey(file, origin string) error {
	secret, public, err := register.NewKey(origin)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(secret + "\n" + public + "\n")
	return errors.Join(err, f.Sync(), f.Close())
}

// book is how the bodies of the installation count days and keep dockets. Files
// calendar.toml and clocks.toml in the data folder replace the built-in ones.
func (c Config) book(ch *charter.Charter) (*docket.Book, error) {
	zone, err := time.LoadLocation(c.Zone)
	if err != nil {
		return nil, fmt.Errorf("the zone of the bodies: %w", err)
	}
	days, clocks, err := calendar.LoadDir(os.DirFS(c.Data))
	if err != nil {
		return nil, err
	}
	return &docket.Book{Charter: ch, Calendar: days, Clocks: clocks, Zone: zone}, nil
}

// PublicKey is the verifier key of the register of the data folder, which has one
// already.
func (c Config) PublicKey() (string, error) {
	k, err := readKey(c.keyFile())
	return k.verifier, err
}

// Beside are the files of a data folder that belong to a backup beside the
// database.
var Beside = []string{"register.key", "calendar.toml", "clocks.toml", "rubrics.toml", followKeyFile, demoFile}
