package stem

import (
	"cmp"
	"slices"
	"strings"
)

// The sounds that decide which form of a suffix follows them. Б, в, г and д at
// the end of a word are spoken as п, ф, к, т, and suffixes follow the sound.
const (
	vowel     = 1 << iota // after which a consonant is needed
	glide                 // р, й, у, и
	lateral               // л
	nasal                 // м, н, ң
	sibilant              // з, ж, ғ
	voiceless             // к, қ, п, т, с, ш, …, and б, в, г, д
	consonant = glide | lateral | nasal | sibilant | voiceless
	voiced    = consonant &^ voiceless
)

func soundOf(r rune) int {
	switch r {
	case 'а', 'ә', 'е', 'о', 'ө', 'ұ', 'ү', 'ы', 'і', 'э', 'ю', 'я', 'ё':
		return vowel
	case 'р', 'й', 'у', 'и':
		return glide
	case 'л':
		return lateral
	case 'м', 'н', 'ң':
		return nasal
	case 'з', 'ж', 'ғ':
		return sibilant
	}
	return voiceless
}

// The two rows of vowels. A suffix takes the row of the vowel before it; и and
// у belong to both.
const (
	back  = 1
	front = 2
)

func rowOf(r rune) int {
	switch r {
	case 'а', 'о', 'ұ', 'ы', 'я', 'ё':
		return back
	case 'ә', 'ө', 'ү', 'і', 'е', 'э':
		return front
	case 'и', 'у', 'ю':
		return back | front
	}
	return 0
}

// A suffix is one form of a suffix.
type suffix struct {
	form  []rune
	after int // the sounds that it follows
	row   int // of vowels that it follows
	least int // how many letters of a word it leaves at least
}

// nominal are the suffixes of nouns, by the sounds that each form follows; ы
// and а stand for the vowel of either row (ы, і; а, е), қ and ғ for қ, к and ғ, г.
//
// The cases of a third-person possessive have an н, and only they have: жұмысына
// but not жұмысна. So they are one suffix with it here. The first and second
// person singular (сөзім, сөзің) aren't taken off: too many words end in м and ң.
var nominal = map[string]int{
	// plural
	"лар": vowel | glide, "дар": lateral | nasal | sibilant, "тар": voiceless,
	// genitive
	"ның": vowel | nasal, "дың": glide | lateral | sibilant, "тың": voiceless,
	// dative
	"ға": vowel | voiced, "қа": voiceless,
	// accusative
	"ны": vowel, "ды": voiced, "ты": voiceless,
	// locative, and what is there
	"да": vowel | voiced, "та": voiceless, "дағы": vowel | voiced, "тағы": voiceless,
	// ablative
	"дан": vowel | glide | lateral | sibilant, "нан": nasal, "тан": voiceless,
	// possessive of the third person, and its cases
	"ы": consonant, "сы": vowel,
	"ына": consonant, "сына": vowel, "ын": consonant, "сын": vowel,
	"ында": consonant, "сында": vowel, "ындағы": consonant, "сындағы": vowel,
	"ынан": consonant, "сынан": vowel,
	// what кеңесі would leave, and so кеңес: one can't tell it from палатасы
	"с": vowel,
	// possessive of the first person plural and of the polite second one
	"ымыз": consonant, "мыз": vowel, "ыңыз": consonant, "ңыз": vowel,
	// whose it is: халықтікі
	"нікі": vowel | nasal, "дікі": glide | lateral | sibilant, "тікі": voiceless,
}

// instrumental has no row of its own: баламен, кітаппен.
var instrumental = map[string]int{
	"мен": vowel | glide | lateral | nasal, "бен": sibilant, "пен": voiceless,
}

// toFront makes the front form of a suffix.
var toFront = strings.NewReplacer("а", "е", "ы", "і", "ғ", "г", "қ", "к")

// suffixes are all of nouns.
var suffixes = func() table {
	t := table{}
	for form, after := range nominal {
		least := 2
		if strings.HasPrefix(form, "ын") {
			least = 3 // орында is of орын, and of no ор
		}
		if other := toFront.Replace(form); other != form {
			t.add(form, after, back, least)
			t.add(other, after, front, least)
			continue
		}
		t.add(form, after, back|front, least)
	}
	for form, after := range instrumental {
		t.add(form, after, back|front, 2)
	}
	return t.sorted()
}()

// A table has suffixes by their last letter, the longest first.
type table map[rune][]suffix

func (t table) add(form string, after, row, least int) {
	r := []rune(form)
	last := r[len(r)-1]
	t[last] = append(t[last], suffix{r, after, row, least})
}

func (t table) sorted() table {
	for _, all := range t {
		slices.SortFunc(all, func(a, b suffix) int {
			return cmp.Or(len(b.form)-len(a.form), slices.Compare(a.form, b.form), a.row-b.row)
		})
	}
	return t
}

// short are words of two letters that are common enough to have their own
// possessive with a case: ісінде.
var short = map[string]bool{"іс": true, "ел": true, "ат": true, "үй": true}

// whole are words that only look as if they had a suffix, and stay as they are.
// Most words that look so meet their own forms all the same; these would meet
// another word.
var whole = func() map[string]bool {
	all := map[string]bool{}
	for word := range strings.FieldsSeq(`
		алға алтын апта арнайы аудан басқа бірге бүгін бүтін бұрын дейін жасырын жақын жүгін келін кейін
		майдан мағына мойын мұрын қайда қағида қарын қойын негізінен оқиға онда орда өзге пайда сайын толқын
		тұлға тұтын түтін шығын`) {
		all[word] = true
	}
	return all
}()

// isWhole reports whether a word stays as it is.
func isWhole(word []rune) bool {
	return whole[string(word)] || len(word) > 5 && strings.HasSuffix(string(word), "стан") // Қазақстан
}

// kazakh is what the forms of a Kazakh noun have in common. It takes suffixes
// off until none is left, so a word and a form of it always end at the same.
func kazakh(word string) string {
	r := []rune(word)
	for n := 1; n > 0 && !isWhole(r); r = unvoiced(r[:len(r)-n]) {
		n = suffixes.cut(r, soundOf)
	}
	return string(closed(unvoiced(r)))
}

// cut is how many letters the longest suffix has that a word ends in; 0 if it
// ends in none.
func (t table) cut(word []rune, sound func(rune) int) int {
	if len(word) < 3 {
		return 0
	}
	for _, s := range t[word[len(word)-1]] {
		n := len(word) - len(s.form)
		if n < 2 || !slices.Equal(word[n:], s.form) || !s.follows(word[:n], sound) {
			continue
		}
		if n >= s.least || short[string(word[:n])] {
			return len(s.form)
		}
	}
	return 0
}

// follows reports whether a suffix can stand behind what is left of a word.
func (s suffix) follows(stem []rune, sound func(rune) int) bool {
	last := stem[len(stem)-1]
	if sound(last)&s.after == 0 || s.form[0] == 'с' && sound(last)&vowel != 0 && !s.afterVowel(stem) {
		return false
	}
	row := 0
	for _, r := range slices.Backward(stem) {
		if row = rowOf(r); row != 0 {
			break
		}
	}
	// What is left has a vowel, and if it is of two letters it begins with it:
	// ел, ат, іс are words, and ба isn't.
	return row&s.row != 0 && (len(stem) > 2 || sound(stem[0]) == vowel && sound(stem[1]) != vowel)
}

// afterVowel reports whether a suffix that begins with с can stand behind a
// vowel. Облысы and жұмысы are of облыс and жұмыс: behind ы only people have a
// possessive with с, as басшысы.
func (s suffix) afterVowel(stem []rune) bool {
	possessive := len(s.form) == 1 || strings.ContainsRune("ыіи", s.form[1]) && s.form[len(s.form)-1] != 'з'
	switch stem[len(stem)-1] {
	case 'ы', 'і', 'и':
		return !possessive || len(s.form) > 1 && stem[len(stem)-2] == 'ш'
	}
	return true
}

// unvoiced brings the end of a word back that a suffix softened: кітабы is of
// кітап, жемқорлығы of жемқорлық.
func unvoiced(word []rune) []rune {
	if len(word) == 0 {
		return word
	}
	hard := map[rune]rune{'б': 'п', 'г': 'к', 'ғ': 'қ'}
	if r, ok := hard[word[len(word)-1]]; ok {
		word = append(slices.Clone(word[:len(word)-1]), r)
	}
	return word
}

// closed drops the ы or і of a closed last syllable, as a suffix with a vowel
// does: халық, халқы; орын, орны.
func closed(word []rune) []rune {
	n := len(word)
	if n < 4 || word[n-2] != 'ы' && word[n-2] != 'і' && word[n-2] != 'и' {
		return word
	}
	if soundOf(word[n-1]) == vowel || soundOf(word[n-3]) == vowel || !hasVowel(word[:n-3]) {
		return word
	}
	return append(slices.Clone(word[:n-2]), word[n-1])
}

func hasVowel(word []rune) bool {
	return slices.ContainsFunc(word, func(r rune) bool { return rowOf(r) != 0 })
}
