package stem

import (
	"slices"
	"strings"
)

// plain is a letter as somebody types it who has no Kazakh ones, in Russian
// letters. И, ы, і and й become one: which of them is typed varies, and without
// the rows of vowels nothing depends on it.
func plain(r rune) rune {
	switch r {
	case 'ә':
		return 'а'
	case 'ғ':
		return 'г'
	case 'қ':
		return 'к'
	case 'ң':
		return 'н'
	case 'ө':
		return 'о'
	case 'ұ', 'ү':
		return 'у'
	case 'һ':
		return 'х'
	case 'ы', 'і', 'й':
		return 'и'
	case 'э', 'ё':
		return 'е'
	case 'щ':
		return 'ш'
	case 'ъ', 'ь':
		return -1
	}
	return r
}

// fromLatin are the Latin letters of the alphabet of 2021, of those before it and
// of people who write without any, as plain letters. Two letters come first.
var fromLatin = strings.NewReplacer(
	"zh", "ж", "kh", "х", "gh", "г", "sh", "ш", "ch", "ч", "ya", "я", "yu", "ю", "ts", "ц", "ii", "ии", "iy", "ии",
	"a", "а", "ä", "а", "á", "а", "ə", "а", "b", "б", "c", "ц", "ç", "ш", "d", "д", "e", "е", "é", "е", "f", "ф", "g", "г", "ğ", "г", "ǵ", "г",
	"h", "х", "i", "и", "ı", "и", "í", "и", "j", "ж", "k", "к", "l", "л", "m", "м", "n", "н", "ñ", "н", "ń", "н", "ŋ", "н", "o", "о", "ö", "о", "ó", "о",
	"p", "п", "q", "к", "r", "р", "s", "с", "ş", "ш", "t", "т", "u", "у", "ū", "у", "ü", "у", "ú", "у", "v", "в", "w", "у", "x", "х", "y", "и", "ý", "у", "z", "з",
)

// loosened are the suffixes that make other words of the same family, and those
// of verbs, in plain letters.
var loosened = map[string]int{
	// what makes nouns and adjectives: жемқорлық, жауапсыз, тексеруші, парасатты
	"лик": vowel | glide | lateral, "дик": lateral | nasal | sibilant, "тик": voiceless,
	"сиз": vowel | consonant, "ши": vowel | consonant, "ли": vowel | glide, "даи": vowel | voiced, "таи": voiceless,
	"ша": vowel | consonant, "ше": vowel | consonant,
	// verbs: тексеру, тексерген, тексеретін, тексереді, тексеріп, тексерілді
	"у": consonant, "ган": vowel | voiced, "ген": vowel | voiced, "кан": voiceless, "кен": voiceless,
	"атин": consonant, "етин": consonant, "итин": vowel, "ади": consonant, "еди": consonant, "иди": vowel,
	"ип": consonant, "ил": consonant, "са": vowel | consonant, "се": vowel | consonant,
	"маи": vowel | glide | lateral, "меи": vowel | glide | lateral, "баи": nasal | sibilant, "беи": nasal | sibilant, "паи": voiceless, "пеи": voiceless,
	"дим": vowel | voiced, "тим": voiceless,
}

// families are the suffixes of nouns and those that make other words, in plain
// letters and without rows of vowels.
var families = func() table {
	after := map[string]int{}
	for form, sounds := range loosened {
		after[form] |= sounds
	}
	for _, all := range suffixes {
		for _, s := range all {
			after[strings.Map(plain, string(s.form))] |= s.after
		}
	}
	t := table{}
	for form, sounds := range after {
		t.add(form, sounds, back|front, 3)
	}
	return t.sorted()
}()

// plainSound is the sound of a plain letter. И may be a vowel, or the consonant
// й; г may be a ғ, which has a voice.
func plainSound(r rune) int {
	switch r {
	case 'и':
		return vowel | glide
	case 'г':
		return voiceless | sibilant
	}
	return soundOf(r)
}

// wholeFamilies are whole in plain letters.
var wholeFamilies = func() map[string]bool {
	all := map[string]bool{}
	for word := range whole {
		all[strings.Map(plain, word)] = true
	}
	return all
}()

// root is what the words of a family have in common, in plain letters; empty if
// the word isn't one of letters that we know.
func root(word string) string {
	if scriptOf(word) == latin {
		word = fromLatin.Replace(word)
	}
	r := []rune(strings.Map(plain, word))
	if slices.ContainsFunc(r, func(r rune) bool { return r < 'а' || r > 'я' }) {
		return ""
	}
	for n := 1; n > 0 && !wholeFamilies[string(r)] && !isWhole(r); r = unvoiced(r[:len(r)-n]) {
		n = families.cut(r, plainSound)
	}
	return string(closed(unvoiced(r)))
}
