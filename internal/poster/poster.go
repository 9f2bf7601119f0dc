// Package poster draws the picture that stands for a page where somebody passes
// it on: what it is called, of what and of which day, in letters that every
// language of the site has.
//
// The rule of the domain: a poster says nothing that its page doesn't say, and
// the same page has the same poster. It is drawn here and asks nobody else for
// anything. One poster is drawn at a time, and few are kept: a crawler that asks
// for all of them costs time, not memory.
package poster

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"sync"

	"github.com/go-fonts/dejavu/dejavusans"
	"github.com/go-fonts/dejavu/dejavusansbold"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	xdraw "golang.org/x/image/draw"
)

// Size of a poster in pixels, as those who show such pictures ask for.
const (
	Width  = 1200
	Height = 630
)

// Kind is the type of its bytes.
const Kind = "image/jpeg"

const (
	margin  = 72
	quality = 88
	kept    = 32 // posters, of some 60 kB each
)

// The colours are those of the site.
var (
	deep    = color.RGBA{0x0b, 0x3b, 0x45, 0xff}
	saffron = color.RGBA{0xe3, 0xa2, 0x1a, 0xff}
	light   = color.RGBA{0xf8, 0xf2, 0xe3, 0xff}
	soft    = color.RGBA{0xbc, 0xd2, 0xd0, 0xff}
)

// A Poster is what a picture says.
type Poster struct {
	Title   string
	Eyebrow string // over the title: a rubric
	Meta    string // under it: a region, a day
	Site    string // whose page it is
	Photo   string // names the picture behind it, for the Painter's Photo; empty for none
}

// A Painter draws posters. It may be used by many goroutines at once.
type Painter struct {
	// Photo returns a picture as JPEG or PNG; nil if there are none. One that
	// can't be had leaves the poster without.
	Photo func(ctx context.Context, id string) ([]byte, error)

	turn  sync.Mutex // one is drawn at a time
	once  sync.Once
	err   error
	fonts [2]*opentype.Font // plain, bold

	shelf sync.Mutex
	made  map[[32]byte][]byte
	order [][32]byte
}

// Draw returns the JPEG of a poster.
func (p *Painter) Draw(ctx context.Context, w Poster) ([]byte, error) {
	text, err := json.Marshal(w)
	if err != nil {
		return nil, err
	}
	key := sha256.Sum256(text)
	if b, ok := p.had(key); ok {
		return b, nil
	}
	p.turn.Lock()
	defer p.turn.Unlock()
	if b, ok := p.had(key); ok { // somebody else asked for the same
		return b, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("waiting for a poster: %w", err)
	}
	b, err := p.paint(ctx, w)
	if err == nil {
		p.keep(key, b)
	}
	return b, err
}

func (p *Painter) had(key [32]byte) ([]byte, bool) {
	p.shelf.Lock()
	defer p.shelf.Unlock()
	b, ok := p.made[key]
	return b, ok
}

func (p *Painter) keep(key [32]byte, b []byte) {
	p.shelf.Lock()
	defer p.shelf.Unlock()
	if p.made == nil {
		p.made = map[[32]byte][]byte{}
	}
	if len(p.order) >= kept {
		delete(p.made, p.order[0])
		p.order = p.order[1:]
	}
	p.made[key] = b
	p.order = append(p.order, key)
}

// load reads the fonts, once.
func (p *Painter) load() error {
	p.once.Do(func() {
		for i, ttf := range [][]byte{dejavusans.TTF, dejavusansbold.TTF} {
			if p.fonts[i], p.err = opentype.Parse(ttf); p.err != nil {
				p.err = fmt.Errorf("reading a font: %w", p.err)
				return
			}
		}
	})
	return p.err
}

func (p *Painter) paint(ctx context.Context, w Poster) ([]byte, error) {
	if err := p.load(); err != nil {
		return nil, err
	}
	c := &canvas{RGBA: image.NewRGBA(image.Rect(0, 0, Width, Height)), fonts: p.fonts}
	c.fill(c.Bounds(), deep)
	photo := p.photo(ctx, w.Photo)
	sizes, lines, room := []float64{68, 56, 46}, []int{3, 4, 5}, 0
	if photo != nil {
		cover(c.RGBA, photo)
		sizes, lines = []float64{52, 44}, []int{2, 3}
	}
	title, size, err := c.fit(w.Title, sizes, lines, Width-2*margin)
	if err != nil {
		return nil, err
	}
	high := int(size * 1.22)
	top := 150
	if photo != nil {
		room = margin + 56 + len(title)*high + 84
		c.fill(image.Rect(0, Height-room, Width, Height), deep)
		top = Height - room + 62
	} else {
		c.diamonds(image.Rect(Width-400, 0, Width, 96))
	}
	c.fill(image.Rect(0, Height-10, Width, Height), saffron)
	c.say(w.Eyebrow, margin, top, 30, bold, saffron)
	for i, line := range title {
		c.say(line, margin, top+24+(i+1)*high, size, bold, light)
	}
	c.say(c.cut(w.Meta, 28, plain, 760), margin, Height-48, 28, plain, soft)
	c.right(w.Site, Width-margin, Height-48, 32, light)
	if c.err != nil {
		return nil, c.err
	}
	var b bytes.Buffer
	err = jpeg.Encode(&b, c.RGBA, &jpeg.Options{Quality: quality})
	return b.Bytes(), err
}

// largest is the most pixels of a picture that is read for a poster.
const largest = 8 << 20

// photo is the picture behind a poster; nil if there is none that can be read.
func (p *Painter) photo(ctx context.Context, id string) image.Image {
	if id == "" || p.Photo == nil {
		return nil
	}
	b, err := p.Photo(ctx, id)
	if err != nil {
		return nil
	}
	size, _, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil || size.Width < 1 || size.Height < 1 || size.Width > largest/size.Height {
		return nil
	}
	m, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		return nil
	}
	return m
}

// cover fills a picture with another one, cut at the sides that are too long.
func cover(to *image.RGBA, from image.Image) {
	b, d := from.Bounds(), to.Bounds()
	cut := b
	if b.Dx()*d.Dy() > b.Dy()*d.Dx() {
		wide := b.Dy() * d.Dx() / d.Dy()
		cut.Min.X += (b.Dx() - wide) / 2
		cut.Max.X = cut.Min.X + wide
	} else {
		high := b.Dx() * d.Dy() / d.Dx()
		cut.Min.Y += (b.Dy() - high) / 3 // what is looked at stands above the middle
		cut.Max.Y = cut.Min.Y + high
	}
	xdraw.ApproxBiLinear.Scale(to, d, from, cut, xdraw.Src, nil)
}

// The two fonts.
const (
	plain = iota
	bold
)

// A canvas is a poster that is being drawn.
type canvas struct {
	*image.RGBA
	fonts [2]*opentype.Font
	faces map[face]font.Face
	err   error
}

type face struct {
	font int
	size float64
}

func (c *canvas) fill(r image.Rectangle, ink color.Color) {
	draw.Draw(c.RGBA, r, image.NewUniform(ink), image.Point{}, draw.Src)
}

// diamonds are the ornament: rows of them, each smaller than the one before.
func (c *canvas) diamonds(in image.Rectangle) {
	for x, half := in.Max.X-margin-24, 24; half > 5; x, half = x-half*2-8, half-3 {
		middle := in.Min.Y + 72
		for dy := -half; dy <= half; dy++ {
			wide := half - max(dy, -dy)
			c.fill(image.Rect(x-wide, middle+dy, x+wide+1, middle+dy+1), saffron)
		}
	}
}

func (c *canvas) face(f int, size float64) font.Face {
	key := face{f, size}
	if made, ok := c.faces[key]; ok {
		return made
	}
	made, err := opentype.NewFace(c.fonts[f], &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		c.err = fmt.Errorf("setting letters: %w", err)
	}
	if c.faces == nil {
		c.faces = map[face]font.Face{}
	}
	c.faces[key] = made
	return made
}

func (c *canvas) say(text string, x, y int, size float64, f int, ink color.Color) {
	if face := c.face(f, size); c.err == nil {
		d := font.Drawer{Dst: c.RGBA, Src: image.NewUniform(ink), Face: face, Dot: fixed.P(x, y)}
		d.DrawString(text)
	}
}

// right says a text that ends at x.
func (c *canvas) right(text string, x, y int, size float64, ink color.Color) {
	c.say(text, x-c.wide(text, size, bold), y, size, bold, ink)
}

// wide is how many pixels a text takes.
func (c *canvas) wide(text string, size float64, f int) int {
	if face := c.face(f, size); c.err == nil {
		return font.MeasureString(face, text).Ceil()
	}
	return 0
}
