package search

import (
	"context"
	"encoding/binary"
	"slices"
	"sync"
	"time"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/i18n"
)

// blockSize is how many documents a block has.
const blockSize = 4096

// A place is what filters and order need of a document. One without an id is of
// a document that is gone.
type place struct {
	id     int64
	kind   uint32
	region uint32
	day    uint16 // since 1 January 1900; 0 for none
	year   uint8  // of the day, since 1900
	lang   uint8  // in i18n.Langs
}

// placeBytes is how many bytes a place has in the database.
const placeBytes = 8 + 4 + 4 + 2 + 1 + 1

func (r row) place() place {
	p := place{id: r.key, kind: nameHash(r.Kind), region: nameHash(r.Region), lang: uint8(max(0, slices.Index(i18n.Langs, r.Lang)))}
	if n := dawn.DaysUntil(r.Day); !r.Day.IsZero() && n > 0 && n < 1<<16 {
		p.day, p.year = uint16(n), uint8(r.Day.Year()-1900)
	}
	return p
}

// dawn is before the day of every document.
var dawn = calendar.Date(1900, time.January, 1)

func (p place) appended(b []byte) []byte {
	b = binary.LittleEndian.AppendUint64(b, uint64(p.id))
	b = binary.LittleEndian.AppendUint32(b, p.kind)
	b = binary.LittleEndian.AppendUint32(b, p.region)
	b = binary.LittleEndian.AppendUint16(b, p.day)
	return append(b, p.lang, p.year)
}

func placeOf(b []byte) place {
	return place{
		id: int64(binary.LittleEndian.Uint64(b)), kind: binary.LittleEndian.Uint32(b[8:]), region: binary.LittleEndian.Uint32(b[12:]),
		day: binary.LittleEndian.Uint16(b[16:]), lang: b[18], year: b[19],
	}
}

// places are those of all numbers; number 1 is the first.
type places []place

// readPlaces reads them from the database.
func readPlaces(ctx context.Context, tx *db.Tx) (places, error) {
	rows, err := placeRows(ctx, tx)
	n := 0
	for _, r := range rows {
		n += len(r.Data) / placeBytes
	}
	all := make(places, 0, n) // of a hundred thousand, 2.4 MB
	for _, r := range rows {
		for b := r.Data; len(b) >= placeBytes; b = b[placeBytes:] {
			all = append(all, placeOf(b))
		}
	}
	return all, err
}

// write writes the blocks from one on.
func (all places) write(ctx context.Context, tx *db.Tx, from int) error {
	for ; from*blockSize < len(all); from++ {
		b := make([]byte, 0, blockSize*placeBytes)
		for _, p := range all[from*blockSize : min(len(all), (from+1)*blockSize)] {
			b = p.appended(b)
		}
		if err := putPlaces(ctx, tx, from, b); err != nil {
			return err
		}
	}
	return nil
}

// kept are the places as they were after a change, for those who look for
// something while nothing changes.
type kept struct {
	mu      sync.Mutex
	changes int64
	all     places
}

// at returns the places of a state of the database. They aren't to be changed.
func (k *kept) at(ctx context.Context, tx *db.Tx, s state) (places, error) {
	k.mu.Lock()
	if k.all != nil && k.changes == s.Changes {
		defer k.mu.Unlock()
		return k.all, nil
	}
	k.mu.Unlock()
	all, err := readPlaces(ctx, tx)
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if s.Changes > k.changes || k.all == nil {
		k.changes, k.all = s.Changes, all
	}
	return all, nil
}
