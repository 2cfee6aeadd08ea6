// Package flows is the room of the services: their definition, the loader that finds every mistake at once, and the
// pure evaluation of answers. It never reads a clock, a random number or the network, knows no device and no screen, and
// touches no file but through the fs.FS that Load is given.
//
// # A folder is a service
//
//	maengelmelder/flow.toml        pages, fields, conditions, proofs, consents, fees
//	maengelmelder/texts.de.toml    what the citizen reads, one file for each language
//
// TOML is read strictly: an unknown key, a doubled key and a number with a leading zero (01067 is a text) are mistakes.
//
//	id = "maengelmelder"           # the folder's name
//	version = "1.0.0"
//	order = 10                     # place in the catalogue
//	icon = "warning"
//	category = "local"            # life situation; the UI names it
//	leistung = "99108008000000"    # LeiKa key, left out while none is assigned
//	authority = "bauhof"           # id of the authority that receives it
//	legal = "…"
//	identity = "none"              # or "card"
//	minutes = 4
//	languages = ["de", "en"]       # left out: all that the folder has texts in
//	kind = "form"                  # or "call": no questions, the service leads to a clerk
//	competent = "municipality"     # or "county", "state", "federal", "partner": who decides
//	example = true                 # fees and authorities are examples
//
//	[[need]]                       # what the citizen should have at hand
//	id = "…"   icon = "…"
//
//	[[page]]                       # one decision; a page without fields only informs
//	id = "…"   visible = "…"   tone = "info" | "warn"   fim = "G60000000086"
//	exit = true   leads_to = "…"   # no fields; where it is shown the way ends: "you do not need this, because …"
//	repeat = { id = "persons", min = 0, max = 10, count = "number_of_persons" }
//	repeat = { id = "persons" }    # the next page of the same rows, directly after it; says no more than the id
//
//	[[page.field]]
//	id = "…"   type = "text" | "longtext" | "email" | "telephone" | "iban" | "int" | "money" | "number" | "date" | "bool" |
//	                    "choice" | "choices" | "country"
//	required = true   visible = "…"   prefill = "card.family_names"   default = …
//	options = ["a", { id = "b", visible = "…" }]        # choice, choices; or, where they are many:
//	list = "states"                                     # lists/states.csv, see below
//	max_length = 60   pattern = '…'   keyboard = "text" | "digits" | "email"   # text, longtext
//	place_of = "plz"                                    # text: the places of that postcode (Ort) are offered
//	street_of = "plz"                                   # text: the streets of that postcode (Catalog.Streets) are offered
//	min = 0   max = 10                                  # int, money (cents), number (scaled), choices (how many)
//	decimals = 2                                        # number: digits behind the point; 62,50 is the int 6250
//	counts = "persons"   row_name = ["given", "family"]   row_detail = ["born"]   # int, see below
//	earliest = 1900-01-01   latest = "today"   partial = true        # date
//	fim = "F60000000227"   path = "G60000000083/F60000000227"   legal = "§ 3 Abs. 1 Nr. 1 BMG"
//	once = "iban"   secret = true                       # see Field.OnceKey; secret: never unsealed off the terminal
//
//	[[value]]                      # follows from answers, is never asked
//	id = "…"   type = "int" | "money" | "number" | "bool" | "text" | "date"   decimals = 2   is = "rent + costs"
//	fim = "F60000000363"   path = "…"                   # what an imported schema carries without asking
//
//	[[rule]]                       # what must hold between answers; see Rule
//	id = "…"   field = "…"   holds = "leaves >= arrives"   visible = "…"
//
//	[[cosignature]]                # a second person signs
//	id = "…"   name = ["given", "family"]   birth = "…"   later = true   visible = "…"
//
//	[representation]               # for whom the citizen may act; the field is a choice with these options
//	allowed = ["self", "parent", "authorised", "guardian"]   field = "…"
//	name = ["given", "family"]   birth = "…"   # the fields about whom the citizen acts for
//
//	[partner]                      # the receiver is no authority
//	key = "…"   accent = "#005aa0"   logo = "logo.png"   # of its pages' head; white must be legible on the accent (7 to 1)
//
//	[import]                       # made from a FIM schema
//	schema = "S05000001299"   version = "1.0"
//
//	[[unresolved]]                 # a rule of that schema that nobody could translate
//	id = "R…"   field = "…"
//
//	[[proof]]                      # a paper to scan
//	id = "…"   mode = "text" | "photo" | "colour"   required = false   skippable = true   max_pages = 1   visible = "…"
//
//	[signature]
//	required = true
//	form = "hand" | "text"         # text: a typed name may stand in place of the drawn one; left out: hand. Cosignatures are drawn
//
//	[[consent]]                    # a declaration states facts, a consent allows something
//	id = "…"   kind = "declaration" | "consent"   required = true   visible = "…"
//
//	[[next]]                       # what happens after sending
//	icon = "clock"   visible = "…"   days = 14   # {date} in its text is the day of sending and so many days
//
//	[[result]]                     # what the citizen takes home
//	icon = "document"
//
//	[[limit]]                      # what the terminal cannot do here, and who does
//	icon = "warning"
//
//	[[fee]]                        # see Flow.Fee for which one counts
//	id = "…"   cents = 900   per = "copies"   valid_from = 2026-01-01   valid_to = …   source = "…"   when = "…"
//
// Fields share a page only where all of them are written on the keyboard (text, longtext, email, telephone, iban, int, money,
// number); each other stands alone on its page.
//
// A country is answered with a code out of Countries; StateKey is the key that German registers use for it.
//
// # Rows
//
// The pages of a group are asked for each row: all of the first, then all of the second. Where a field says counts = GROUP,
// its page is no question for a number, but the list of the group's rows, to add, change and remove; the answer is their
// number. row_name are the fields that name a row there, row_detail those that tell more. The group then has exactly
// count = FIELD and the field's min and max, and the field stands alone on its page.
//
// # Blocks
//
// What many flows ask is a block: a folder _blocks/NAME with a block.toml (pages, values and rules as above) and its own
// texts.LANGUAGE.toml. The nearest one above the flow's folder is taken, then one of the trees that Load is given besides.
//
//	[[page]]
//	block = "person"               # stands for all pages of the block, in order
//	prefix = "child_"              # before all ids of the block; its conditions and texts follow
//	without = ["title"]            # fields that are left out; a page without any left is left out too
//	visible = "…"                  # must hold besides each page's own
//	repeat = { … }                 # the pages are those of the group
//	legal = "…"                    # for the fields that name no law
//	prefill = true                 # usual without a prefix: with one it is another person than the card's
//
// A text of the flow goes before that of the block, with the prefix in its key: [field.child_given]. Answers under a prefix
// are only offered again under the same prefix.
//
// # Lists
//
// A list is a CSV file (RFC 4180, UTF-8) of any length: lists/NAME.csv in the flow's folder, else _lists/NAME.csv, found as
// blocks are. Lines that begin with # are comments. The first line names the columns: code, then each language, then words
// if there are everyday words for the search, parted by "|":
//
//	code,de,en,words
//	GBR,Vereinigtes Königreich,United Kingdom,England|Großbritannien
//
// # Conditions
//
// Conditions are CEL, type-checked by Load. Each field is a variable: texts and choices are strings, choices a list of
// strings, int, money (cents) and number (scaled) ints, dates timestamps; so is each value. An unanswered field, and one that
// is not visible, is the empty value of its type (for a date, a day before all others); answered(x) tells. today is the day
// of the visit, date('2026-03-01') a fixed day. Countries are compared by code: state == 'DEU'. A condition may read what is
// asked before it; inside a group the name of a field means the same row, and from outside all rows are read by sum and
// count. These operators and functions are allowed, and all else of CEL is refused:
//
//	== != < <= > >=   && || !   c ? a : b   x in ['a', 'b']   'a' in choices   ( )
//	+ - * / %                      of ints, whole numbers; + also joins texts; + and - move a date by a duration
//	answered(field)                the question is visible and answered
//	date('2026-03-01')   duration('336h')     both written out, durations in h, m and s
//	years(a, b)  months(a, b)  days(a, b)     how many whole ones lie between two dates, below 0 where b is earlier
//	min(a, b)  max(a, b)           of ints
//	sum(GROUP.FIELD)               of an int, money or number, over all rows
//	count(GROUP)                   how many rows there are
//	count(GROUP.FIELD)             in how many rows the field is answered, a yes-or-no question with yes
//	count(GROUP.FIELD, 'x')        in how many rows the answer is x, or x among the chosen
//	size(text)  size(choices)
//	text.startsWith('x')  .endsWith('x')  .contains('x')  .matches('RE2')
//
// Texts stand in single or double quotation marks, with \\ \' \" \n \r \t for what cannot stand in them. Lists are not compared, since
// the order of what is chosen is of no matter. What is compiled here means what Google's implementation of CEL makes of it, which
// a test asks beside it.
//
// What cannot be worked out, by a division by zero or an overflow, does not hold; as a value it is empty, and a rule is not
// broken by it.
//
// # Values, rules, exits
//
// A value is known behind the last question that it is made of. Values may use others, in any order in the file. A number or
// a date is empty while none of these questions is answered (Evaluation.Values).
//
// A rule may read what is asked up to the page of its field; where the field counts the rows of a group, up to their end. In
// a group it is judged for each row. See Rule for when it is not judged.
//
// An exit ends the way where it is visible: no page, paper, consent or price is behind it (Evaluation.Exit).
//
// # Keys of texts
//
// Required, unless marked with a question mark. Titles have at most 60 letters.
//
//	title  summary  duration  fee  deadline?  note?  authority.name  authority.contact?  receipt.title (not of a call)
//	keywords?                                                    a list, for the search: Flow.Keywords
//	needs.ID.title      needs.ID.detail?
//	page.ID.title       required unless the page has one field, whose title then stands for it (Flow.PageTitle)
//	page.ID.help        required on a page without fields
//	page.ID.row?        heading of one row of a repeated page, required where a field counts the group
//	page.ID.short?      label of a page with several fields on the review page
//	field.ID.title      the question                             field.ID.short   label in the review and on the receipt
//	field.ID.help?      field.ID.unit?                           field.ID.error.CODE?   instead of the UI's own text
//	why.FIELD?          why we ask
//	option.FIELD.OPTION option.FIELD.OPTION.detail?              of a bool, OPTION is yes or no, both optional
//	rows.GROUP.add      the button that adds a row               with counts
//	rows.GROUP.empty    while there is none                      with counts
//	rows.GROUP.max      when no more can be added                with counts
//	rows.GROUP.unnamed  a row whose naming fields are empty      with counts
//	rows.GROUP.remove   the question before a row is removed     with counts
//	rows.GROUP.unsaved  why leaving an unfinished row is asked back   with counts
//	proof.ID.title      proof.ID.short      proof.ID.help?
//	signature.title     signature.statement                      with [signature]
//	consent.ID          consent.ID.detail?
//	next.1, next.2, …                                            one for each [[next]]; so with result.1 and limit.1
//	fee.ID                                                       with the id of a [[fee]]: why it is free, or how it is made up
//	value.ID.short?     label on the review page, which shows the value only where there is one
//	rule.ID             what is wrong, and what to do
//	cosignature.ID.title   cosignature.ID.statement
//	partner.name        partner.notice                           with [partner]: "this is no authority, but …"
//	unresolved.ID       the rule's sentence                      with [[unresolved]]
//
// In the file these are tables. Where a table has a text of its own, it is the entry "text":
//
//	[option.kind.road]
//	text = "Straße oder Gehweg"    # option.kind.road
//	detail = "…"                   # option.kind.road.detail
//
// The texts of prices stand beside the text "fee": fee = { text = "…", free = "…" }.
//
// The text "fee" may hold {amount}: use Flow.FeeText for it.
package flows
