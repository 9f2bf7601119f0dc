package forms

import (
	"flag"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write testdata/checklist.xlsx anew")

// sample is the checklist that docs/checklists.md begins with: what anybody sees at
// the door of an institution.
var sample = map[string]string{
	"survey": `
type|name|label::Қазақша (kk)|label::Русский (ru)|label::English (en)|hint::Қазақша (kk)|hint::Русский (ru)|hint::English (en)|required|relevant|constraint|constraint_message::Қазақша (kk)|constraint_message::Русский (ru)|constraint_message::English (en)|calculation|choice_filter|default|appearance|parameters|adal_shortcoming|adal_finding::Қазақша (kk)|adal_finding::Русский (ru)|adal_finding::English (en)|adal_severity|adal_basis|adal_topic
note|rule|Тек қоғамдық жерден қараңыз, ешқашан құжат сұрамаңыз.|Наблюдайте только из общественного места, никогда не спрашивайте документы.|Observe from public space only, never ask for documents.
date|seen|Қай күні қарадыңыз?|В какой день вы смотрели?|On which day did you look?||||yes||. <= today()|Бұл күн әлі келген жоқ.|Этот день ещё не наступил.|That day hasn't come yet.|||today()
begin group|entrance|Кіреберіс|Вход|Entrance
select_one yes_no|ramp|Пандус бар ма?|Есть ли пандус?|Is there a ramp?|Көшеден көрінеді.|Видно с улицы.|It is seen from the street.|yes|||||||||||no|Кіреберісте пандус жоқ|У входа нет пандуса|There is no ramp at the entrance|high|2005 жылғы 13 сәуірдегі № 39 Заң [V]|access
integer|steps|Баспалдақ нешеу?|Сколько ступеней?|How many steps are there?||||yes|${ramp} = 'no'|. >= 0 and . < 200|0 мен 199 арасындағы сан.|Число от 0 до 199.|A number from 0 to 199.
image|picture|Кіреберістің көшеден түсірілген суреті|Снимок входа с улицы|A picture of the entrance from the street
end group
select_multiple signs|signs|Не ілініп тұр?|Что вывешено?|What is posted?
calculate|count|||||||||||||count-selected(${signs})
select_one yes_no|hours|Қабылдау кестесі ілінген бе?|Вывешен ли график приёма?|Are the hours of reception posted?||||yes|||||||||||no|Қабылдау кестесі ілінбеген|Не вывешен график приёма|The hours of reception aren't posted|medium|2013 жылғы 15 сәуірдегі № 88-V Заң [V]|information
note|thanks|Ілінгені: ${count} (${signs}).|Вывешено: ${count} (${signs}).|Posted: ${count} (${signs}).|||||${count} > 0
select_one region|region|Өңір|Регион|Region
select_one town|town|Қала|Город|Town|||||||||||region = ${region}
range|clean|Тазалық|Чистота|Cleanliness|0 – өте лас, 5 – өте таза|0 – очень грязно, 5 – очень чисто|0 is very dirty, 5 very clean|||||||||||start=0 end=5 step=0.5
rank matters|matters|Не маңыздырақ?|Что важнее?|What matters more?
decimal|wait|Неше минут күттіңіз?|Сколько минут вы ждали?|How many minutes did you wait?||||||. >= 0|Сан 0-ден кем болмайды.|Число не меньше 0.|A number that is not below 0.||||||. > 30|Кезек 30 минуттан ұзақ|Очередь дольше 30 минут|The queue takes more than 30 minutes|low|Мемлекеттік қызмет стандарты [V]|queue
time|came|Сағат нешеде келдіңіз?|Во сколько вы пришли?|When did you come?
geopoint|place|Кіреберістің орны|Где находится вход|Where the entrance is
text|words|Тағы не көрдіңіз?|Что ещё вы увидели?|What else did you see?|||||||||||||multiline
acknowledge|interest|Бұл мекемемен мүддем жоқ.|У меня нет интереса в этом учреждении.|I have no interest in this institution.||||yes
`,
	"choices": `
list_name|name|label::Қазақша (kk)|label::Русский (ru)|label::English (en)|region
yes_no|yes|Иә|Да|Yes
yes_no|no|Жоқ|Нет|No
signs|hours|Жұмыс уақыты|Часы работы|Opening hours
signs|fees|Қызмет бағасы|Стоимость услуг|Fees
signs|list|Қажетті құжаттардың тізімі|Перечень нужных документов|The list of documents that are needed
region|47|Маңғыстау|Мангистау|Mangystau
region|23|Атырау|Атырау|Atyrau
town|aktau|Ақтау|Актау|Aktau|47
town|zhanaozen|Жаңаөзен|Жанаозен|Zhanaozen|47
town|atyrau|Атырау|Атырау|Atyrau|23
matters|speed|Жылдамдық|Быстрота|Speed
matters|clarity|Түсініктілік|Понятность|Clarity
matters|respect|Сыпайылық|Вежливость|Courtesy
`,
	"settings": `
form_title::Қазақша (kk)|form_title::Русский (ru)|form_title::English (en)|form_id|version|default_language
Азамат кіретін есік|Дверь, в которую входит гражданин|The door that a citizen enters by|door|1|Қазақша (kk)
`,
}

// TestSample holds that the workbook of the docs is the sample, and that the linter
// has nothing against it.
func TestSample(t *testing.T) {
	f := form(t, sample)
	refused, doubtful := Lint(f)
	for _, e := range append(refused, doubtful...) {
		t.Error(e)
	}
	const file = "testdata/checklist.xlsx"
	if *update {
		b, err := f.Export()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := Import(b)
	if err != nil {
		t.Fatal(err)
	}
	want, _ := f.Canonical()
	got, _ := kept.Canonical()
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("the sample has changed; run this test with -update:\n%s", diff)
	}
	again(t, f)
}
