package rates

import "adal/internal/i18n"

// names are the keys of the names of the currencies that the bank quotes or has
// quoted. The bank's own names are in capitals, some in the plural, and in
// Russian alone.
var names = map[string]string{
	"AED": "rates.currency-aed", "AMD": "rates.currency-amd", "AUD": "rates.currency-aud", "AZN": "rates.currency-azn",
	"BRL": "rates.currency-brl", "BYN": "rates.currency-byn", "CAD": "rates.currency-cad", "CHF": "rates.currency-chf",
	"CNY": "rates.currency-cny", "CZK": "rates.currency-czk", "DKK": "rates.currency-dkk", "EUR": "rates.currency-eur",
	"GBP": "rates.currency-gbp", "GEL": "rates.currency-gel", "HKD": "rates.currency-hkd", "HUF": "rates.currency-huf",
	"INR": "rates.currency-inr", "IRR": "rates.currency-irr", "JPY": "rates.currency-jpy", "KGS": "rates.currency-kgs",
	"KRW": "rates.currency-krw", "KWD": "rates.currency-kwd", "MDL": "rates.currency-mdl", "MXN": "rates.currency-mxn",
	"MYR": "rates.currency-myr", "NOK": "rates.currency-nok", "PLN": "rates.currency-pln", "RUB": "rates.currency-rub",
	"SAR": "rates.currency-sar", "SEK": "rates.currency-sek", "SGD": "rates.currency-sgd", "THB": "rates.currency-thb",
	"TJS": "rates.currency-tjs", "TRY": "rates.currency-try", "UAH": "rates.currency-uah", "USD": "rates.currency-usd",
	"UZS": "rates.currency-uzs", "XDR": "rates.currency-xdr", "ZAR": "rates.currency-zar",
}

// nameOf is the name of a currency; its code if there are no words for it.
func nameOf(words i18n.Words, l i18n.Lang, code string) string {
	if key, ok := names[code]; ok {
		return words.Say(l, key)
	}
	return code
}
