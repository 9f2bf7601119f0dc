package workbook_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"adal/internal/perception/index"
	"adal/internal/perception/index/workbook"
)

// The headings of the publisher's sheets by year, in their order, spelling
// mistakes included: facts about a format. "?" is a column that is no figure.
var layouts = map[int]struct {
	sheet string
	head  []string
}{
	2012: {"CPI 2012", []string{"Country Rank", "Country / Territory", "Region", "CPI 2012 Score", "Surveys Used", "Standard Error", "90% Confidence interval Lower bound", "90% Confidence interval Upper bound", "Scores range MIN", "Scores range MAX", "AFDB", "BF (SGI)", "BF (BTI)", "IMD", "ICRG", "WB", "WEF", "WJP", "EIU_CRR", "GI_CRR", "PERC", "FH_NIT", "TI"}},
	2013: {"CPI 2013", []string{"Country Rank", "Country / Territory", "WB Code", "IFS Code", "Region", "CPI 2013 Score", "Surveys Used", "Standard Error", "90% Confidence interval Lower", "90% Confidence interval Upper", "AFDB", "BF (SGI)", "BF (BTI)", "EIU", "FH", "GI", "ICRG", "IMD", "PERC", "TI", "WB", "WEF", "WJP"}},
	2014: {"CPI 2014", []string{"Country Rank", "Country/Territory", "WB Code", "Region", "CPI 2014", "Number of Surveys Used", "Std Error", "Min", "Max", "90% Lower CI", "90% Upper CI", "AFDB", "BF (SGI)", "BF (BTI)", "EIU", "FH", "GI", "ICRG", "IMD", "PERC", "WB", "WEF", "WJP"}},
	2015: {"CPI 2015", []string{"Rank", "CPI2015", "Country/Territory", "Region", "wbcode", "World Bank CPIA", "World  Economic Forum EOS", "Bertelsmann  Foundation TI", "Arican Development Bank", "IMD World Competitiveness Year Book", "Bertelsmann Foundation SGI", "World Justice Project ROL", "PRS Internationl Country Risk Guide", "Economist Intelligence Unit", "IHS Global Insight", "PERC Asia Risk Guide", "Freedom House NIT", "CPI2015(2)", "Rank2", "Number of Sources", "Std Deviation of Sources", "Standard Error", "Minimum", "Maximum", "90% Lower CI", "90%Upper CI"}},
	2016: {"CPI 2015-2016", []string{"Country", "CPI2016", "CPI2016 Rank", "Number of Sources", "Std Error 2016", "Minimum", "Lower CI", "Upper CI", "OECD", "G20", "BRICS", "EU", "Arab states", "WB Code", "Region", "World Bank CPIA", "World Economic Forum EOS", "Global Insight Country Risk Ratings", "Bertelsmann Foundation Transformation Index", "African Development Bank CPIA", "IMD World Competitiveness Yearbook", "Bertelsmann Foundation Sustainable Governance Index", "World Justice Project Rule of Law Index", "PRS International Country Risk Guide", "Varities of Democracy Project", "Economist Intelligence Unit Country Ratings", "Freedom House Nations in Transit Ratings", "PERC Asia Risk Guide", "CPI2015"}},
	2022: {"CPI 2022", []string{"Country / Territory", "ISO3", "Region", "CPI score 2022", "Rank", "Standard error", "Number of sources", "Lower CI", "Upper CI", "African Development Bank CPIA", "Bertelsmann Foundation Sustainable Governance Index", "Bertelsmann Foundation Transformation Index", "Economist Intelligence Unit Country Ratings", "Freedom House Nations in Transit", "S&P / Global Insights Country Risk Ratings", "IMD World Competitiveness Yearbook", "PERC Asia Risk Guide", "PRS International Country Risk Guide", "Varieties of Democracy Project", "World Bank CPIA", "World Economic Forum EOS", "World Justice Project Rule of Law Index"}},
}

// figureOf is what a heading of the layouts means, written down by eye.
func figureOf(head string) string {
	switch head {
	case "Country / Territory", "Country/Territory", "Country":
		return "country"
	case "ISO3", "WB Code", "wbcode":
		return "code"
	case "CPI 2012 Score", "CPI 2013 Score", "CPI 2014", "CPI2015", "CPI2015(2)", "CPI2016", "CPI score 2022":
		return "score"
	case "Country Rank", "Rank", "Rank2", "CPI2016 Rank":
		return "rank"
	case "Surveys Used", "Number of Surveys Used", "Number of Sources", "Number of sources":
		return "count"
	case "Standard Error", "Std Error", "Std Error 2016", "Standard error":
		return "se"
	case "90% Confidence interval Lower bound", "90% Confidence interval Lower", "90% Lower CI", "Lower CI":
		return "low"
	case "90% Confidence interval Upper bound", "90% Confidence interval Upper", "90% Upper CI", "90%Upper CI", "Upper CI":
		return "high"
	case "Region":
		return "region"
	case "IFS Code", "Scores range MIN", "Scores range MAX", "Min", "Max", "Minimum", "Maximum", "Std Deviation of Sources", "OECD", "G20", "BRICS", "EU", "Arab states":
		return "other"
	}
	return "source"
}

// Made-up editions in the publisher's layout of each year come in whole and
// are reproduced.
func TestLayoutsOfManyYears(t *testing.T) {
	countries := []string{"Kazakhstan", "Chad", "Norway", "Cote d´Ivoire", "Korea (South)", "The FYR of Macedonia", "United States", "Viet Nam"}
	for year, layout := range layouts {
		if year == 2016 { // the edition before stands beside it
			if got := figureOf(layout.head[len(layout.head)-1]); got != "score" {
				t.Fatal(got)
			}
		}
		r := rand.New(rand.NewPCG(uint64(year), 0))
		rows := [][]any{{fmt.Sprintf("Made-up figures of %d", year)}}
		head := make([]any, len(layout.head))
		for c, h := range layout.head {
			head[c] = h
		}
		rows = append(rows, head)
		means := map[string]float64{}
		var lines [][]any
		for _, country := range countries {
			line, mean := madeUpLine(r, year, country, layout.head)
			means[country] = mean
			lines = append(lines, line)
		}
		for i, line := range lines {
			rank := 1
			for _, m := range means {
				if math.Floor(m+0.5) > math.Floor(means[countries[i]]+0.5) {
					rank++
				}
			}
			for c, h := range layout.head {
				if figureOf(h) == "rank" {
					line[c] = rank
				}
			}
		}
		rows = append(rows, lines...)
		got, err := workbook.Read("x.xlsx", book(t, []string{layout.sheet}, map[string][][]any{layout.sheet: rows}))
		if err != nil {
			t.Errorf("%d: %v", year, err)
			continue
		}
		panel, err := got.Panel()
		if err != nil {
			t.Fatal(err)
		}
		reports := index.Reproduce(panel, got.Published)
		if len(reports) != 1 || reports[0].Year != year || !reports[0].OK() || reports[0].CI.Right() != len(countries) || reports[0].Rank.Exact != len(countries) {
			t.Errorf("%d: %v %+v", year, reports, reports[0].Wrong)
		}
		if got.Published[0].Unit != "KAZ" || got.Published[3].Unit != "CIV" || got.Published[5].Unit != "MKD" {
			t.Errorf("%d: %+v", year, got.Published)
		}
	}
}

// madeUpLine fills a line of a layout with integers and the figures that
// follow from them.
func madeUpLine(r *rand.Rand, year int, country string, head []string) (line []any, mean float64) {
	truth, n, sum, squares := 10+70*r.Float64(), 0.0, 0.0, 0.0
	line = make([]any, len(head))
	var xs []float64
	for c, h := range head {
		if figureOf(h) != "source" {
			continue
		}
		if len(xs) >= 3 && r.Float64() < 0.4 {
			line[c] = map[bool]any{true: 0, false: ""}[year <= 2013]
			continue
		}
		x := math.Round(min(max(truth+6*r.NormFloat64(), 1), 100))
		line[c], xs = x, append(xs, x)
	}
	for _, x := range xs {
		n, sum = n+1, sum+x
	}
	mean = sum / n
	for _, x := range xs {
		squares += (x - mean) * (x - mean)
	}
	se := math.Sqrt(squares / (n - 1) / n)
	if year >= 2020 {
		se *= math.Sqrt((13 - n) / 12)
	}
	score := math.Floor(mean + 0.5)
	centre := map[bool]float64{true: mean, false: score}[year == 2012 || year == 2016]
	for c, h := range head {
		switch figureOf(h) {
		case "country":
			line[c] = country
		case "region":
			line[c] = "X"
		case "score":
			line[c] = score
			if h == "CPI2015" && year == 2016 {
				line[c] = score - 1
			}
		case "count":
			line[c] = n
		case "se":
			line[c] = math.Round(se*10) / 10
			if year > 2013 {
				line[c] = math.Round(se*1e2) / 1e2
			}
			if year > 2018 {
				line[c] = math.Round(se*1e6) / 1e6
			}
		case "low":
			line[c] = printedLimit(year, centre-1.64*se)
		case "high":
			line[c] = printedLimit(year, centre+1.64*se)
		}
	}
	return line, mean
}

func printedLimit(year int, x float64) float64 {
	if year <= 2018 {
		return math.Floor(x + 0.5)
	}
	return math.Round(x*1e5) / 1e5
}
