package screen

import (
	"strings"

	"buergerterminal/flows"
	"buergerterminal/locales"
)

// AnswerWords is an answer in words of a language, as review page, receipt and authority read it; "" for none.
func AnswerWords(f *flows.Flow, field *flows.Field, v flows.Value, l *locales.Language) string {
	option := func(id string) string {
		if field.List != nil {
			text, _ := field.List.Text(l.Tag, id)
			return text
		}
		text, _ := f.Text(l.Tag, "option."+field.ID+"."+id)
		return text
	}
	switch v.Kind() {
	case flows.KindBool:
		id := "no"
		if v.Bool() {
			id = "yes"
		}
		if text := option(id); text != "" {
			return text
		}
		return l.Text("answer." + id)
	case flows.KindChoice:
		if field.Type == flows.TypeCountry {
			return l.Country(v.Text())
		}
		return option(v.Text())
	case flows.KindChoices:
		var names []string
		for _, id := range v.Choices() {
			names = append(names, option(id))
		}
		return l.List(names...)
	case flows.KindDate:
		return l.PartialDate(v.Day().Year, v.Day().Month, v.Day().Day)
	case flows.KindInt:
		if field.Type == flows.TypeMoney {
			return l.Amount(int(v.Int()))
		}
		unit, _ := f.Text(l.Tag, "field."+field.ID+".unit")
		return strings.TrimSpace(l.Number(v.Int(), field.Decimals) + " " + unit)
	case flows.KindText:
		if field.Type == flows.TypeIBAN {
			return flows.GroupedIBAN(v.Text())
		}
	}
	return v.Text()
}

// ValueWords is a computed value in words of a language, as review page and authority read it; "" for none.
func ValueWords(c *flows.Computed, v flows.Value, l *locales.Language) string {
	switch v.Kind() {
	case flows.KindBool:
		if v.Bool() {
			return l.Text("answer.yes")
		}
		return l.Text("answer.no")
	case flows.KindDate:
		return l.PartialDate(v.Day().Year, v.Day().Month, v.Day().Day)
	case flows.KindInt:
		if c.Type == flows.TypeMoney {
			return l.Amount(int(v.Int()))
		}
		return l.Number(v.Int(), c.Decimals)
	}
	return v.Text()
}
