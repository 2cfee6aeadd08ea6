package seal

import (
	"crypto/sha512"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"time"
)

// schemaMetadata and the members below are those of FIT-Connect metadata 2.1.0.
const schemaMetadata = "https://schema.fitko.de/fit-connect/metadata/2.1.0/metadata.schema.json"

// leistungURN comes before the LeiKa key of a service.
const leistungURN = "urn:de:fim:leika:leistung:"

type metadata struct {
	Schema            string             `json:"$schema"`
	ContentStructure  contentStructure   `json:"contentStructure"`
	PublicServiceType *publicServiceType `json:"publicServiceType,omitempty"`
}

type publicServiceType struct {
	Identifier string `json:"identifier"`
}

type contentStructure struct {
	Data        dataMetadata         `json:"data"`
	Attachments []attachmentMetadata `json:"attachments"`
}

type dataMetadata struct {
	SubmissionSchema submissionSchema `json:"submissionSchema"`
	Hash             hash             `json:"hash"`
}

type submissionSchema struct {
	SchemaURI string `json:"schemaUri"`
	MIMEType  string `json:"mimeType"`
}

// attachmentMetadata: FIT-Connect's purposes are form, attachment and report; ours goes into the description.
type attachmentMetadata struct {
	AttachmentID string  `json:"attachmentId"`
	Purpose      string  `json:"purpose"`
	Filename     string  `json:"filename"`
	MIMEType     string  `json:"mimeType"`
	Description  Purpose `json:"description"`
	Hash         hash    `json:"hash"`
}

type hash struct {
	Type    string `json:"type"`
	Content string `json:"content"`
}

func hashOf(plain []byte) hash {
	sum := sha512.Sum512(plain)
	return hash{"sha512", hex.EncodeToString(sum[:])}
}

// SchemaURI names the layout of the house's own data for one version of a service.
func SchemaURI(a Application) string {
	return "urn:buergerterminal:flow:" + url.PathEscape(a.FlowID) + ":" + url.PathEscape(a.FlowVersion)
}

func describe(a Application, data []byte) metadata {
	m := metadata{
		Schema: schemaMetadata,
		ContentStructure: contentStructure{
			Data: dataMetadata{
				SubmissionSchema: submissionSchema{SchemaURI: SchemaURI(a), MIMEType: typeJSON},
				Hash:             hashOf(data),
			},
			Attachments: []attachmentMetadata{},
		},
	}
	if a.Leistung != "" {
		m.PublicServiceType = &publicServiceType{leistungURN + a.Leistung}
	}
	for _, at := range a.Attachments {
		m.ContentStructure.Attachments = append(m.ContentStructure.Attachments, attachmentMetadata{
			AttachmentID: at.ID,
			Purpose:      "attachment",
			Filename:     at.Name,
			MIMEType:     at.MIME,
			Description:  at.Purpose,
			Hash:         hashOf(at.Data),
		})
	}
	return m
}

// schemaData names the layout of data; a reader refuses another.
const schemaData = "buergerterminal/application/1"

// data is the JSON of the data part.
type data struct {
	Schema    string          `json:"schema"`
	ID        string          `json:"id"`
	Flow      dataFlow        `json:"flow"`
	Leistung  string          `json:"leistung,omitempty"`
	Authority string          `json:"authority"`
	Language  string          `json:"language"`
	CreatedAt time.Time       `json:"createdAt"`
	Answers   json.RawMessage `json:"answers"`
}

type dataFlow struct {
	ID      string `json:"id"`
	Version string `json:"version"`
}

func dataOf(a Application) data {
	return data{
		Schema:    schemaData,
		ID:        a.ID,
		Flow:      dataFlow{a.FlowID, a.FlowVersion},
		Leistung:  a.Leistung,
		Authority: a.Authority,
		Language:  a.Language,
		CreatedAt: a.CreatedAt,
		Answers:   a.Answers,
	}
}

func (d data) application() Application {
	return Application{
		ID:          d.ID,
		FlowID:      d.Flow.ID,
		FlowVersion: d.Flow.Version,
		Leistung:    d.Leistung,
		Authority:   d.Authority,
		Language:    d.Language,
		CreatedAt:   d.CreatedAt,
		Answers:     d.Answers,
	}
}
