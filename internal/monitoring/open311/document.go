package open311

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"strconv"
)

// A Document is an answer before it has a format. XML writes it as the
// specification's examples have it; JSON is the Spark convention: a list is a bare
// array, its items have no names, and the root has none either.
type Document struct {
	Root string
	Body any // Fields or a List
}

// A Field is a member of an object. Its value is a string, a bool, an int, a
// float64, nil, Fields or a List.
type Field struct {
	Name  string
	Value any
}

// Fields is an object whose members have an order.
type Fields []Field

// A List is several of one kind, each an element named Item in XML.
type List struct {
	Item string
	All  []any
}

// XML is the document as XML.
func (d Document) XML() []byte {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="utf-8"?>` + "\n")
	writeXML(&b, d.Root, d.Body)
	b.WriteByte('\n')
	return b.Bytes()
}

func writeXML(b *bytes.Buffer, name string, value any) {
	b.WriteString("<" + name + ">")
	switch v := value.(type) {
	case Fields:
		for _, f := range v {
			writeXML(b, f.Name, f.Value)
		}
	case List:
		for _, one := range v.All {
			writeXML(b, v.Item, one)
		}
	default:
		// What XML can't have becomes U+FFFD; a buffer takes everything.
		_ = xml.EscapeText(b, []byte(scalar(v)))
	}
	b.WriteString("</" + name + ">")
}

// scalar is a value without parts as text; nil is empty.
func scalar(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return fmt.Sprint(value)
}

// JSON is the document as JSON.
func (d Document) JSON() ([]byte, error) {
	var b bytes.Buffer
	err := writeJSON(&b, d.Body)
	return b.Bytes(), err
}

func writeJSON(b *bytes.Buffer, value any) error {
	switch v := value.(type) {
	case Fields:
		b.WriteByte('{')
		for i, f := range v {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(strconv.Quote(f.Name) + ":")
			if err := writeJSON(b, f.Value); err != nil {
				return err
			}
		}
		b.WriteByte('}')
	case List:
		b.WriteByte('[')
		for i, one := range v.All {
			if i > 0 {
				b.WriteByte(',')
			}
			if err := writeJSON(b, one); err != nil {
				return err
			}
		}
		b.WriteByte(']')
	default:
		text, err := json.Marshal(v)
		if err != nil {
			return err
		}
		b.Write(text)
	}
	return nil
}

// some is a text, or nil for none: an empty element, and null.
func some(s string) any {
	if s == "" {
		return nil
	}
	return s
}
