package stem

import (
	"slices"
	"strings"
	"testing"

	"adal/internal/i18n"
)

// forms are words with forms of them, as the grammar of Kazakh makes them and as
// letters of offices have them. None was taken from what package stem makes.
var forms = [][2]string{
	{"жемқорлық", "жемқорлыққа"}, {"жемқорлық", "жемқорлықпен"}, {"жемқорлық", "жемқорлығы"}, {"жемқорлықтың", "жемқорлығына"},
	{"жемқорлықты", "жемқорлығынан"}, {"сөз", "сөзі"}, {"сөз", "сөздер"}, {"сөзбен", "сөздерінің"}, {"халық", "халқы"}, {"халықтың", "халқымыздың"},
	{"орын", "орны"}, {"орындар", "орнында"}, {"кітап", "кітабы"}, {"кітаппен", "кітаптарын"}, {"мекеме", "мекемелердің"},
	{"мекемеде", "мекемесіне"}, {"құқық", "құқығы"}, {"құқықтар", "құқығыңызды"}, {"қызметкер", "қызметкерлерге"}, {"қызмет", "қызметінен"},
	{"облыс", "облысында"}, {"облыстың", "облыстары"}, {"кеңес", "кеңесі"}, {"кеңестің", "кеңесімен"}, {"өтініш", "өтінішіңіз"},
	{"өтініштер", "өтінішін"}, {"ел", "еліміз"}, {"елде", "елдің"}, {"іс", "істер"}, {"іс", "ісінде"},
	{"заң", "заңға"}, {"заңның", "заңдары"}, {"азамат", "азаматтардан"}, {"азаматтың", "азаматқа"}, {"өңір", "өңірлерде"},
	{"өңір", "өңіріндегі"}, {"аймақ", "аймағы"}, {"аймақтағы", "аймақтарға"}, {"сот", "соттың"}, {"сотқа", "соттары"},
	{"басшы", "басшысы"}, {"басшылар", "басшысының"}, {"қызметші", "қызметшілер"}, {"төраға", "төрағасы"}, {"палата", "палатасына"},
	{"баға", "бағасы"}, {"комиссия", "комиссиясының"}, {"бюджет", "бюджеттен"}, {"тексеру", "тексерудің"}, {"тексеру", "тексерді"},
	{"тексеру", "тексерілген"}, {"тексеруші", "тексеретін"}, {"жауап", "жауабын"}, {"жауаппен", "жауаптары"}, {"жауапсыз", "жауап"},
	{"парасатты", "парасаттылық"}, {"адал", "адалдық"}, {"қоғам", "қоғамдық"}, {"қоғамға", "қоғамы"}, {"мәдениет", "мәдениетінің"},
	{"пайда", "пайдасына"}, {"Қазақстан", "Қазақстанның"}, {"Маңғыстау", "Маңғыстаудағы"}, {"Түркістан", "Түркістанға"}, {"Ақтөбе", "Ақтөбеде"},
	{"штаб", "штабы"}, {"штабтың", "штабта"}, {"топ", "топтар"}, {"топқа", "тобы"}, {"мерзім", "мерзімінде"},
	{"көрсеткіш", "көрсеткіштерін"}, {"баспасөз", "баспасөзге"}, {"мәселе", "мәселелерді"}, {"үлес", "үлесін"}, {"дауыс", "дауысы"},
	// without Kazakh letters, and in Latin ones
	{"жемқорлық", "жемкорлык"}, {"жемқорлыққа", "жемкорлыктын"}, {"құқығы", "кукык"}, {"жемқорлық", "jemqorlyq"}, {"жемқорлықпен", "zhemkorlyk"},
	{"өтініш", "otinish"}, {"Маңғыстау", "Mangystau"}, {"мекемесі", "mekemege"},
}

// others are words that look alike and aren't forms of one.
var others = [][2]string{
	{"қала", "қалам"}, {"баға", "бағыт"}, {"сот", "соңы"}, {"ана", "анау"}, {"бас", "баса"}, {"құқық", "құқ"}, {"пайда", "пай"}, {"майдан", "май"},
	{"алтын", "алт"}, {"аудан", "ауда"}, {"тұлға", "тұл"}, {"мағына", "маған"}, {"оқиға", "оқу"}, {"адам", "адал"}, {"сөз", "сөре"},
	{"халық", "халат"}, {"орын", "орта"}, {"жасырын", "жас"}, {"жақын", "жақ"}, {"шығын", "шық"}, {"топ", "топырақ"}, {"өкіл", "өкініш"},
	{"кеңес", "кең"}, {"баспа", "бас"}, {"қадам", "қада"}, {"көше", "көш"}, {"тарату", "тарих"}, {"заң", "зат"}, {"іс", "із"}, {"ел", "ең"},
	{"жұмыс", "жұм"}, {"мерзім", "мереке"}, {"құн", "күн"}, {"бақылау", "бақ"}, {"қабылдау", "қабырға"}, {"дау", "дауыс"},
	{"кемшілік", "кеме"}, {"ұсыным", "ұсақ"}, {"балық", "бала"}, {"жарлық", "жар"}, {"тарту", "тар"}, {"ақша", "ақ"}, {"шаруа", "шара"},
	{"дәріс", "дәрі"}, {"мақала", "мақал"}, {"қарсы", "қар"}, {"белгі", "бел"}, {"көлік", "көл"}, {"тілек", "тіл"}, {"айып", "ай"},
	{"санат", "сан"}, {"қарыз", "қар"}, {"жылдам", "жыл"}, {"ойын", "ой"}, {"отын", "от"}, {"басқа", "бас"}, {"бірге", "бір"}, {"өзге", "өз"},
	{"апта", "ап"}, {"кезең", "кез"}, {"астана", "аста"}, {"сайын", "сай"}, {"толқын", "толық"}, {"сана", "саны"}, {"күнә", "күні"},
}

// met reports whether two words have a key in common, and whether a strong one.
func met(a, b string) (any, strong bool) {
	q := Ask(b)
	for w := range Words(a) {
		for _, k := range Keys(i18n.KK, w.Folded) {
			for _, s := range q.Words {
				if slices.Contains(s.Keys, k) {
					any, strong = true, strong || !k.Weak
				}
			}
		}
	}
	return any, strong
}

// TestForms holds that at least 9 of 10 forms find their word, and prints beside
// it how many words are taken for others.
func TestForms(t *testing.T) {
	if len(forms) < 60 || len(others) < 30 {
		t.Fatalf("the tables have %d and %d pairs", len(forms), len(others))
	}
	found, close, wrong, wrongClose := 0, 0, 0, 0
	for _, p := range forms {
		a, strong := met(p[0], p[1])
		if b, _ := met(p[1], p[0]); a != b {
			t.Errorf("%s finds %s in one direction only", p[0], p[1])
		}
		if a {
			found++
		} else {
			t.Logf("%s doesn't find %s", p[0], p[1])
		}
		if strong {
			close++
		}
	}
	for _, p := range others {
		if a, strong := met(p[0], p[1]); a {
			wrong++
			if strong {
				wrongClose++
			}
			t.Logf("%s is taken for %s (strong: %v)", p[0], p[1], strong)
		}
	}
	recall := float64(found) / float64(len(forms))
	t.Logf("recall %d of %d = %.2f, %d of them by the strong key; %d of %d others are taken for the word, %d of them by the strong key; precision %.2f",
		found, len(forms), recall, close, wrong, len(others), wrongClose, float64(found)/float64(found+wrong))
	if recall < 0.9 {
		t.Errorf("recall is %.2f, want at least 0.9", recall)
	}
	if wrong > len(others)/6 {
		t.Errorf("%d of %d others are taken for the word", wrong, len(others))
	}
}

// TestWhole holds that every word of the list needs to be there.
func TestWhole(t *testing.T) {
	for word := range whole {
		if suffixes.cut([]rune(word), soundOf) == 0 {
			t.Errorf("%s stays as it is anyway", word)
		}
	}
}

// TestRules holds what the grammar forbids, by words in which the end looks like
// a suffix and can't be one.
func TestRules(t *testing.T) {
	for word, why := range map[string]string{
		"доллар":  "after л stands дар, not лар",
		"газет":   "no vowel rows meet",
		"қалам":   "the first person isn't taken off",
		"бағалан": "н alone is of a possessive",
		"сотда":   "after т stands та",
		"мекемеғ": "no such suffix",
		"балалер": "front after back",
		"сөзлар":  "back after front, and лар after з",
	} {
		if got := kazakh(word); got != strings.TrimSpace(word) && got != string(unvoiced([]rune(word))) {
			t.Errorf("%s is cut to %s, though %s", word, got, why)
		}
	}
}
