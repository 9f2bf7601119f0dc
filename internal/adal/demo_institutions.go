package adal

import (
	"context"
	"fmt"
	"strings"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/directory"
	"adal/internal/i18n"
)

// officeOf is a kind of institution that the demo has in every region.
type officeOf struct {
	id, kind   string
	kk, ru, en string // after the region in the genitive, before it, before "of" it
	topics     []string
}

// offices are those of every region. They are named as such offices are; which of
// them a region really has, only a directory of its own can say.
var offices = []officeOf{
	{"akimat", "akimat", "әкімдігі", "Акимат", "Akimat", []string{"housing", "youth", "business", "permits", "procurement", "environment"}},
	{"health", "department", "денсаулық сақтау басқармасы", "Управление здравоохранения", "Health department", []string{"health"}},
	{"education", "department", "білім басқармасы", "Управление образования", "Education department", []string{"education"}},
	{"land", "department", "жер қатынастары басқармасы", "Управление земельных отношений", "Land relations department", []string{"land"}},
	{"roads", "department", "жолаушылар көлігі және автомобиль жолдары басқармасы", "Управление пассажирского транспорта и автомобильных дорог", "Department of passenger transport and roads", []string{"roads"}},
	{"utilities", "department", "энергетика және тұрғын үй-коммуналдық шаруашылық басқармасы", "Управление энергетики и жилищно-коммунального хозяйства", "Department of energy and utilities", []string{"utilities"}},
	{"social", "department", "жұмыспен қамту және әлеуметтік бағдарламалар басқармасы", "Управление занятости и социальных программ", "Department of employment and social programmes", []string{"social", "employment"}},
}

// cities are the genitives of the cities of republican rank in Russian; those of
// regions are like the case that "in the region" has.
var cities = map[string]string{"Астана": "города Астаны", "Нур-Султан": "города Нур-Султана", "Алматы": "города Алматы", "Шымкент": "города Шымкента"}

// centres are where the akimats stand: the middles of the regional centres.
var centres = map[string]directory.Place{
	"KZ-10": {Lat: 50.41, Lon: 80.23}, "KZ-11": {Lat: 53.28, Lon: 69.39}, "KZ-15": {Lat: 50.28, Lon: 57.21}, "KZ-19": {Lat: 43.87, Lon: 77.06},
	"KZ-23": {Lat: 47.11, Lon: 51.92}, "KZ-27": {Lat: 51.23, Lon: 51.37}, "KZ-31": {Lat: 42.9, Lon: 71.37}, "KZ-33": {Lat: 45.02, Lon: 78.37},
	"KZ-35": {Lat: 49.8, Lon: 73.1}, "KZ-39": {Lat: 53.21, Lon: 63.63}, "KZ-43": {Lat: 44.85, Lon: 65.51}, "KZ-47": {Lat: 43.65, Lon: 51.17},
	"KZ-55": {Lat: 52.29, Lon: 76.97}, "KZ-59": {Lat: 54.87, Lon: 69.15}, "KZ-61": {Lat: 43.3, Lon: 68.24}, "KZ-62": {Lat: 47.79, Lon: 67.71},
	"KZ-63": {Lat: 49.97, Lon: 82.61}, "KZ-71": {Lat: 51.13, Lon: 71.43}, "KZ-75": {Lat: 43.24, Lon: 76.91}, "KZ-79": {Lat: 42.32, Lon: 69.59},
}

// embodied are institutions of the demo that have seats: they are bodies too.
var embodied = map[string]string{"health-47": "health-mangystau", "land-47": "land-mangystau"}

// renamings are the days on which a region was founded or got another name, and
// the first of the demo's offices.
var renamings = []string{"2015-01-01", "2018-06-19", "2019-03-23", "2022-06-08", "2022-09-17"}

// republic are institutions of the republic, two of them with former names, and
// those of the town whose akimat has a seat.
const republic = `id,kind,since,name_kk,name_ru,name_en,region,district,superior,until,successor,email,clock
health-ministry,ministry,2017-01-25,Денсаулық сақтау министрлігі,Министерство здравоохранения,Ministry of Healthcare,,,,,,health@gov.example,kz-appc
science-ministry,ministry,2015-01-01,Білім және ғылым министрлігі,Министерство образования и науки,Ministry of Education and Science,,,,2022-06-11,education-ministry,,
education-ministry,ministry,2022-06-11,Оқу-ағарту министрлігі,Министерство просвещения,Ministry of Education,,,,,,education@gov.example,kz-appc
industry-ministry,ministry,2015-01-01,Инвестициялар және даму министрлігі,Министерство по инвестициям и развитию,Ministry for Investments and Development,,,,2023-09-01,transport-ministry,,
industry-ministry,ministry,2018-12-26,Индустрия және инфрақұрылымдық даму министрлігі,Министерство индустрии и инфраструктурного развития,Ministry of Industry and Infrastructure Development,,,,,,,
transport-ministry,ministry,2023-09-01,Көлік министрлігі,Министерство транспорта,Ministry of Transport,,,,,,transport@gov.example,kz-appc
labour-ministry,ministry,2017-01-25,Еңбек және халықты әлеуметтік қорғау министрлігі,Министерство труда и социальной защиты населения,Ministry of Labour and Social Protection of Population,,,,,,labour@gov.example,kz-appc
aktau,akimat,2015-01-01,Ақтау қаласының әкімдігі,Акимат города Актау,Akimat of Aktau,KZ-47,kz-47-aktau,akimat-47,,,aktau@gov.example,kz-appc
zhanaozen,akimat,2015-01-01,Жаңаөзен қаласының әкімдігі,Акимат города Жанаозен,Akimat of Zhanaozen,KZ-47,kz-47-zhanaozen,akimat-47,,,zhanaozen@gov.example,kz-appc
`

const districtsOfDemo = `id,region,name_kk,name_ru,name_en
kz-47-aktau,KZ-47,Ақтау қаласы,город Актау,Aktau
kz-47-zhanaozen,KZ-47,Жаңаөзен қаласы,город Жанаозен,Zhanaozen
`

const republicAnswers = `institution,topic,region,district,since,until,basis
health-ministry,health,,,2017-01-25,,
science-ministry,education,,,2015-01-01,2022-06-11,
education-ministry,education,,,2022-06-11,,
industry-ministry,roads,,,2015-01-01,2023-09-01,
transport-ministry,roads,,,2023-09-01,,
labour-ministry,social,,,2017-01-25,,
labour-ministry,employment,,,2017-01-25,,
aktau,road-repair,KZ-47,kz-47-aktau,2015-01-01,,
aktau,street-lighting,KZ-47,kz-47-aktau,2015-01-01,,
aktau,waste,KZ-47,kz-47-aktau,2015-01-01,,
zhanaozen,road-repair,KZ-47,kz-47-zhanaozen,2015-01-01,,
zhanaozen,waste,KZ-47,kz-47-zhanaozen,2015-01-01,,
`

// directory fills the directory of the demo: offices of every region, under the
// names of their days.
func (d demo) directory(ctx context.Context) error {
	c, err := directory.ParseFiles(
		directory.File{Name: "districts", Content: []byte(districtsOfDemo)},
		directory.File{Name: "republic", Content: []byte(republic)},
		directory.File{Name: "answers", Content: []byte(republicAnswers)})
	if err != nil {
		return err
	}
	return d.DB.Write(ctx, directory.Scope, func(tx *db.Tx) error {
		all, err := bodies.Regions(ctx, tx, d.Book.Today(tx))
		if err != nil {
			return err
		}
		for _, r := range all {
			if err := officesIn(ctx, tx, &c, r.ID); err != nil {
				return fmt.Errorf("the offices of %s: %w", r.ID, err)
			}
		}
		_, err = d.Directory.Put(ctx, tx, c)
		return err
	})
}

// officesIn adds the offices of a region.
func officesIn(ctx context.Context, tx *db.Tx, c *directory.Change, region string) error {
	names, err := namesOf(ctx, tx, region)
	if err != nil {
		return err
	}
	number := strings.TrimPrefix(region, "KZ-")
	for _, o := range offices {
		i := directory.Institution{ID: o.id + "-" + number, Kind: o.kind, Clock: "kz-appc", Email: o.id + number + "@gov.example"}
		superior := "akimat-" + number
		if o.id == "akimat" {
			place := centres[region]
			i.Place, superior = &place, ""
		}
		if body, ok := embodied[i.ID]; ok {
			i.ID = body
		}
		for _, n := range names {
			i.Styles = append(i.Styles, directory.Style{Since: n.day, Region: region, Superior: superior, Name: i18n.Text{
				KK: n.of.KK + " " + o.kk, RU: o.ru + " " + n.of.RU, EN: o.en + " of " + n.of.EN,
			}})
		}
		c.Institutions = append(c.Institutions, i)
		for _, topic := range o.topics {
			c.Competences = append(c.Competences, directory.Competence{Institution: i.ID, Topic: topic, Region: region, Since: names[0].day})
		}
	}
	return nil
}

// A naming is what a region was called from a day on, in the genitive.
type naming struct {
	day calendar.Day
	of  i18n.Text
}

func namesOf(ctx context.Context, tx *db.Tx, region string) (names []naming, err error) {
	last := i18n.Text{}
	for _, s := range renamings {
		day, err := calendar.Parse(s)
		if err != nil {
			return nil, err
		}
		existing, err := bodies.Regions(ctx, tx, day)
		if err != nil {
			return nil, err
		}
		for _, r := range existing {
			if r.ID != region || r.Name == last {
				continue
			}
			last = r.Name
			of := i18n.Text{KK: r.Name.KK + "ның", RU: strings.TrimPrefix(r.In.RU, "в "), EN: r.Name.EN}
			if city, ok := cities[r.Name.RU]; ok {
				of.KK, of.RU = r.Name.KK+" қаласының", city
			}
			names = append(names, naming{day, of})
		}
	}
	return names, nil
}
