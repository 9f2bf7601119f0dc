package search

import (
	"context"

	"adal/internal/db"
	"adal/internal/fault"
)

// A head is what is asked of a document before it changes.
type head struct {
	Number int64
	Hash   string
	Since  db.Time
}

// hold returns the head of a document, which nobody moves until the transaction
// ends.
func hold(ctx context.Context, tx *db.Tx, id int64) (head, error) {
	return db.One(ctx, tx, func(h *head) []any { return []any{&h.Number, &h.Hash, &h.Since} }, `
		UPDATE search_document SET hash = hash WHERE id = $1 RETURNING number, hash, since`, id)
}

func put(ctx context.Context, tx *db.Tx, d Document, number int, words []byte) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO search_document (id, number, kind, thing, lang, region, day, since, path, title, summary, text, hash, words)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		ON CONFLICT (id) DO UPDATE SET number = $2, region = $6, day = $7, since = $8, path = $9, title = $10, summary = $11,
			text = $12, hash = $13, words = $14`,
		d.key(), number, d.Kind, d.ID, string(d.Lang), d.Region, d.Day, d.Since, d.Path, d.Title, d.Summary, d.Text, d.hash(), words)
	return err
}

// remove deletes a document and returns its number.
func remove(ctx context.Context, tx *db.Tx, id int64) (int64, error) {
	return db.One(ctx, tx, db.Value[int64], `DELETE FROM search_document WHERE id = $1 RETURNING number`, id)
}

func insertGone(ctx context.Context, tx *db.Tx, number int64) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO search_gone (number) VALUES ($1) ON CONFLICT (number) DO NOTHING`, number)
	return err
}

func allGone(ctx context.Context, tx *db.Tx) ([]int64, error) {
	return db.All(ctx, tx, db.Value[int64], `SELECT number FROM search_gone ORDER BY number`)
}

// takeGone forgets the numbers that are gone, and returns them.
func takeGone(ctx context.Context, tx *db.Tx) ([]int64, error) {
	return db.All(ctx, tx, db.Value[int64], `DELETE FROM search_gone RETURNING number`)
}

func putName(ctx context.Context, tx *db.Tx, name string) error {
	if name == "" {
		return nil
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO search_name (hash, name) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING`, int64(nameHash(name)), name)
	return err
}

// A name is a kind or a region with its hash.
type name struct {
	Hash int64
	Name string
}

func names(ctx context.Context, tx *db.Tx) ([]name, error) {
	return db.All(ctx, tx, func(n *name) []any { return []any{&n.Hash, &n.Name} }, `SELECT hash, name FROM search_name`)
}

// A state is by which rules the lists were made, and how often they changed.
type state struct{ Rules, Changes int64 }

func stateOf(ctx context.Context, tx *db.Tx) (state, error) {
	return db.One(ctx, tx, func(s *state) []any { return []any{&s.Rules, &s.Changes} }, `SELECT rules, changes FROM search_state`)
}

func change(ctx context.Context, tx *db.Tx, rules int) error {
	res, err := tx.ExecContext(ctx, `UPDATE search_state SET rules = $1, changes = changes + 1`, rules)
	return db.Affected(res, err, fault.NotFound)
}

// A row is a document with its key in the database.
type row struct {
	Document
	key   int64
	had   string // its hash
	words []byte
}

func (r *row) fields() []any {
	return []any{&r.key, &r.had, &r.Kind, &r.ID, &r.Lang, &r.Region, &r.Day, &r.Since, &r.Path, &r.Title, &r.Summary, &r.Text}
}

// fresh are the first documents, so many at most, that are public by a moment and in
// no list yet, with what their order and their words need.
func fresh(ctx context.Context, tx *db.Tx, now db.Time, most int) ([]row, error) {
	return db.All(ctx, tx, func(r *row) []any {
		return []any{&r.key, &r.Kind, &r.Lang, &r.Region, &r.Day, &r.had, &r.words}
	}, `
		SELECT id, kind, lang, region, day, hash, words FROM search_document WHERE number = 0 AND since <= $1 ORDER BY since, id LIMIT $2`, now, most)
}

func countFresh(ctx context.Context, tx *db.Tx, now db.Time) (int, error) {
	return db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM search_document WHERE number = 0 AND since <= $1`, now)
}

func count(ctx context.Context, tx *db.Tx) (int, error) {
	return db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM search_document`)
}

// setNumber gives a document its number, if it is still the one whose words were
// read and has none.
func setNumber(ctx context.Context, tx *db.Tx, r row, number int64) (bool, error) {
	res, err := tx.ExecContext(ctx, `
		UPDATE search_document SET number = $2, words = $3 WHERE id = $1 AND number <= 0 AND hash = $4`, r.key, number, []byte{}, r.had)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// unknown are documents whose words aren't known yet.
func unknown(ctx context.Context, tx *db.Tx, limit int) ([]row, error) {
	return db.All(ctx, tx, (*row).fields, `
		SELECT id, hash, kind, thing, lang, region, day, since, path, title, summary, text
		FROM search_document WHERE number = -1 ORDER BY since, id LIMIT $1`, limit)
}

// setWords keeps the words of a document whose moment hasn't come.
func setWords(ctx context.Context, tx *db.Tx, r row, words []byte) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE search_document SET number = 0, words = $2 WHERE id = $1 AND number = -1 AND hash = $3`, r.key, words, r.had)
	return err
}

// forgetLists makes all documents unknown.
func forgetLists(ctx context.Context, tx *db.Tx) error {
	for _, forget := range []func() error{
		func() error { _, err := tx.ExecContext(ctx, `DELETE FROM search_list`); return err },
		func() error { _, err := tx.ExecContext(ctx, `DELETE FROM search_place`); return err },
		func() error { _, err := tx.ExecContext(ctx, `DELETE FROM search_gone`); return err },
		func() error {
			_, err := tx.ExecContext(ctx, `UPDATE search_document SET number = -1 WHERE number <> -1`)
			return err
		},
	} {
		if err := forget(); err != nil {
			return err
		}
	}
	return nil
}

// A list is the documents of a block that have a term.
type list struct {
	Term  string
	Block int64
	Data  []byte
}

func (l *list) fields() []any { return []any{&l.Term, &l.Block, &l.Data} }

// mostTerms is how many terms the query of lists takes.
const mostTerms = 96

// lists are those of terms, in the order of their blocks.
func lists(ctx context.Context, tx *db.Tx, terms []string) ([]list, error) {
	return db.All(ctx, tx, (*list).fields, `
		SELECT term, block, data FROM search_list WHERE term IN (
			$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
			$25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48,
			$49, $50, $51, $52, $53, $54, $55, $56, $57, $58, $59, $60, $61, $62, $63, $64, $65, $66, $67, $68, $69, $70, $71, $72,
			$73, $74, $75, $76, $77, $78, $79, $80, $81, $82, $83, $84, $85, $86, $87, $88, $89, $90, $91, $92, $93, $94, $95, $96)`, padded(terms, mostTerms)...)
}

// listsIn are those of terms in one block.
func listsIn(ctx context.Context, tx *db.Tx, block int64, terms []string) ([]list, error) {
	return db.All(ctx, tx, (*list).fields, `
		SELECT term, block, data FROM search_list WHERE block = $97 AND term IN (
			$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
			$25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48,
			$49, $50, $51, $52, $53, $54, $55, $56, $57, $58, $59, $60, $61, $62, $63, $64, $65, $66, $67, $68, $69, $70, $71, $72,
			$73, $74, $75, $76, $77, $78, $79, $80, $81, $82, $83, $84, $85, $86, $87, $88, $89, $90, $91, $92, $93, $94, $95, $96)`, append(padded(terms, mostTerms), block)...)
}

// padded are arguments of a query that takes a number of them. No term is empty.
func padded(terms []string, n int) []any {
	args := make([]any, n)
	for i := range args {
		if args[i] = ""; i < len(terms) {
			args[i] = terms[i]
		}
	}
	return args
}

// atOnce is how many lists one statement writes.
const atOnce = 64

func putLists(ctx context.Context, tx *db.Tx, all []list) error {
	for len(all) >= atOnce {
		args := make([]any, 0, 3*atOnce)
		for _, l := range all[:atOnce] {
			args = append(args, l.Term, l.Block, l.Data)
		}
		if _, err := tx.ExecContext(ctx, `
		INSERT INTO search_list (term, block, data) VALUES
		($1, $2, $3), ($4, $5, $6), ($7, $8, $9), ($10, $11, $12), ($13, $14, $15), ($16, $17, $18), ($19, $20, $21), ($22, $23, $24),
		($25, $26, $27), ($28, $29, $30), ($31, $32, $33), ($34, $35, $36), ($37, $38, $39), ($40, $41, $42), ($43, $44, $45), ($46, $47, $48),
		($49, $50, $51), ($52, $53, $54), ($55, $56, $57), ($58, $59, $60), ($61, $62, $63), ($64, $65, $66), ($67, $68, $69), ($70, $71, $72),
		($73, $74, $75), ($76, $77, $78), ($79, $80, $81), ($82, $83, $84), ($85, $86, $87), ($88, $89, $90), ($91, $92, $93), ($94, $95, $96),
		($97, $98, $99), ($100, $101, $102), ($103, $104, $105), ($106, $107, $108), ($109, $110, $111), ($112, $113, $114), ($115, $116, $117), ($118, $119, $120),
		($121, $122, $123), ($124, $125, $126), ($127, $128, $129), ($130, $131, $132), ($133, $134, $135), ($136, $137, $138), ($139, $140, $141), ($142, $143, $144),
		($145, $146, $147), ($148, $149, $150), ($151, $152, $153), ($154, $155, $156), ($157, $158, $159), ($160, $161, $162), ($163, $164, $165), ($166, $167, $168),
		($169, $170, $171), ($172, $173, $174), ($175, $176, $177), ($178, $179, $180), ($181, $182, $183), ($184, $185, $186), ($187, $188, $189), ($190, $191, $192)
		ON CONFLICT (term, block) DO UPDATE SET data = excluded.data`, args...); err != nil {
			return err
		}
		all = all[atOnce:]
	}
	for _, l := range all {
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO search_list (term, block, data) VALUES ($1, $2, $3)
			ON CONFLICT (term, block) DO UPDATE SET data = excluded.data`, l.Term, l.Block, l.Data); err != nil {
			return err
		}
	}
	return nil
}

// A placeRow is the places of a block.
type placeRow struct {
	Block int64
	Data  []byte
}

func placeRows(ctx context.Context, tx *db.Tx) ([]placeRow, error) {
	return db.All(ctx, tx, func(p *placeRow) []any { return []any{&p.Block, &p.Data} }, `SELECT block, data FROM search_place ORDER BY block`)
}

func putPlaces(ctx context.Context, tx *db.Tx, block int, data []byte) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO search_place (block, data) VALUES ($1, $2) ON CONFLICT (block) DO UPDATE SET data = $2`, block, data)
	return err
}

// mostShown is how many documents are shown at once.
const mostShown = 20

// shown are documents by their ids, in no order.
func shown(ctx context.Context, tx *db.Tx, ids []int64) ([]row, error) {
	args := make([]any, mostShown)
	for i := range args {
		if args[i] = int64(0); i < len(ids) {
			args[i] = ids[i]
		}
	}
	return db.All(ctx, tx, (*row).fields, `
		SELECT id, hash, kind, thing, lang, region, day, since, path, title, summary, text
		FROM search_document WHERE id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`, args...)
}

// sourceVersion is in which form a source gave all it has; 0 if it never did.
func sourceVersion(ctx context.Context, tx *db.Tx, kind string) (int64, error) {
	return db.One(ctx, tx, db.Value[int64], `SELECT COALESCE(MAX(version), 0) FROM search_source WHERE name = $1`, kind)
}

func setSourceVersion(ctx context.Context, tx *db.Tx, kind string, version int64) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO search_source (name, version) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET version = $2`, kind, version)
	return err
}

// ofKind are the documents of a kind, with what their keys are made of.
func ofKind(ctx context.Context, tx *db.Tx, kind string) ([]Document, error) {
	return db.All(ctx, tx, func(d *Document) []any { return []any{&d.Kind, &d.ID, &d.Lang} }, `
		SELECT kind, thing, lang FROM search_document WHERE kind = $1`, kind)
}
