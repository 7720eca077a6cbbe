CREATE TABLE action (
	id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (name)
);
CREATE TABLE calendar_day (
	id INTEGER NOT NULL, 
	day INTEGER, 
	is_working INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	source TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE desk (
	id INTEGER NOT NULL, 
	schema_major INTEGER NOT NULL, 
	schema_minor INTEGER NOT NULL, 
	device INTEGER NOT NULL, 
	private_key BLOB NOT NULL, 
	public_key BLOB NOT NULL, 
	clock_hlc INTEGER NOT NULL, 
	clock_wall_ms INTEGER NOT NULL, 
	restored INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE desk_key (
	id INTEGER NOT NULL, 
	key_id TEXT NOT NULL, 
	public_key BLOB NOT NULL, 
	desk_name TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE did_not_apply (
	entry INTEGER NOT NULL, 
	place INTEGER NOT NULL, 
	record INTEGER NOT NULL, 
	code TEXT NOT NULL, 
	PRIMARY KEY (entry, place)
)
 WITHOUT ROWID;
CREATE TABLE dossier (
	id INTEGER NOT NULL, 
	applicant INTEGER, 
	procedure TEXT NOT NULL, 
	version TEXT NOT NULL, 
	"case" TEXT NOT NULL, 
	summary TEXT NOT NULL, 
	sets INTEGER NOT NULL, 
	provisional_number TEXT NOT NULL, 
	official_number TEXT NOT NULL, 
	receiving_place TEXT NOT NULL, 
	deciding_body TEXT NOT NULL, 
	channel INTEGER NOT NULL, 
	delivery INTEGER NOT NULL, 
	delivery_address TEXT NOT NULL, 
	representative TEXT NOT NULL, 
	representative_number TEXT NOT NULL, 
	authorisation TEXT NOT NULL, 
	fee_dong INTEGER, 
	fee_exemption TEXT NOT NULL, 
	payment INTEGER NOT NULL, 
	receipt_number TEXT NOT NULL, 
	limit_text TEXT NOT NULL, 
	note TEXT NOT NULL, 
	state INTEGER NOT NULL, 
	number TEXT NOT NULL, 
	received_at INTEGER, 
	due_at INTEGER, 
	finished_at INTEGER, 
	returned_at INTEGER, 
	paused_at INTEGER, 
	last_step_at INTEGER, 
	holder BLOB NOT NULL, 
	holder_post BLOB NOT NULL, 
	unit TEXT NOT NULL, 
	supplements INTEGER NOT NULL, 
	extensions INTEGER NOT NULL, 
	result_number TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE INDEX dossier_applicant ON dossier (applicant);
CREATE INDEX dossier_number ON dossier (number) WHERE number != '';
CREATE INDEX dossier_official ON dossier (official_number) WHERE official_number != '';
CREATE INDEX dossier_provisional ON dossier (provisional_number) WHERE provisional_number != '';
CREATE TABLE holding (
	id INTEGER NOT NULL, 
	staff INTEGER, 
	post INTEGER, 
	since INTEGER, 
	until INTEGER, 
	PRIMARY KEY (id)
);
CREATE TABLE journal (
	seq INTEGER NOT NULL, 
	entry INTEGER NOT NULL, 
	hlc INTEGER NOT NULL, 
	wall_drift_ms INTEGER NOT NULL, 
	offset_min INTEGER NOT NULL, 
	staff INTEGER, 
	post INTEGER, 
	action INTEGER NOT NULL, 
	body BLOB NOT NULL, 
	hash BLOB NOT NULL, 
	PRIMARY KEY (seq), 
	UNIQUE (entry)
);
CREATE TABLE journal_head (
	origin INTEGER NOT NULL, 
	n INTEGER NOT NULL, 
	hash BLOB NOT NULL, 
	public_key BLOB NOT NULL, 
	signature BLOB NOT NULL, 
	PRIMARY KEY (origin)
);
CREATE TABLE journal_subject (
	record INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	PRIMARY KEY (record, seq)
)
 WITHOUT ROWID;
CREATE TABLE lease (
	id INTEGER NOT NULL, 
	agency TEXT NOT NULL, 
	first INTEGER NOT NULL, 
	last INTEGER NOT NULL, 
	valid_from INTEGER, 
	valid_to INTEGER, 
	granted_by TEXT NOT NULL, 
	ended TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE local_ballot (
	id INTEGER NOT NULL, 
	field TEXT NOT NULL, 
	score INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE local_draft (
	"key" TEXT NOT NULL, 
	saved_at_ms INTEGER NOT NULL, 
	title TEXT NOT NULL, 
	data BLOB NOT NULL, 
	PRIMARY KEY ("key")
);
CREATE TABLE local_memory (
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
);
CREATE TABLE local_saved_view (
	staff TEXT NOT NULL, 
	data BLOB NOT NULL, 
	PRIMARY KEY (staff)
);
CREATE TABLE merge_card (
	record INTEGER NOT NULL, 
	field INTEGER NOT NULL, 
	kept_entry INTEGER NOT NULL, 
	other_entry INTEGER NOT NULL, 
	PRIMARY KEY (record, field, kept_entry, other_entry)
)
 WITHOUT ROWID;
CREATE TABLE number_use (
	id INTEGER NOT NULL, 
	lease INTEGER, 
	day INTEGER, 
	n INTEGER NOT NULL, 
	dossier INTEGER, 
	void_reason TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE INDEX number_use_lease ON number_use (lease, day, n);
CREATE TABLE office (
	id INTEGER NOT NULL, 
	parent_agency TEXT NOT NULL, 
	agency TEXT NOT NULL, 
	place TEXT NOT NULL, 
	agency_code TEXT NOT NULL, 
	desk_code TEXT NOT NULL, 
	desk_name TEXT NOT NULL, 
	form_set TEXT NOT NULL, 
	number_suffix TEXT NOT NULL, 
	register_volume TEXT NOT NULL, 
	deciding_body TEXT NOT NULL, 
	sessions TEXT NOT NULL, 
	same_day_cutoff TEXT NOT NULL, 
	is_practice INTEGER NOT NULL, 
	idle_lock_min INTEGER NOT NULL, 
	phone TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE origin (
	id INTEGER NOT NULL, 
	device INTEGER NOT NULL, 
	random INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
CREATE UNIQUE INDEX origin_name ON origin (device, random);
CREATE TABLE paper (
	id INTEGER NOT NULL, 
	dossier INTEGER, 
	component TEXT NOT NULL, 
	name TEXT NOT NULL, 
	originals INTEGER NOT NULL, 
	copies INTEGER NOT NULL, 
	is_missing INTEGER NOT NULL, 
	note TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE INDEX paper_dossier ON paper (dossier);
CREATE TABLE person (
	id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	is_organisation INTEGER NOT NULL, 
	number TEXT NOT NULL, 
	number_kind TEXT NOT NULL, 
	old_number TEXT NOT NULL, 
	birth TEXT NOT NULL, 
	sex TEXT NOT NULL, 
	address TEXT NOT NULL, 
	phone TEXT NOT NULL, 
	email TEXT NOT NULL, 
	tax_code TEXT NOT NULL, 
	number_issued INTEGER, 
	PRIMARY KEY (id)
);
CREATE INDEX person_number ON person (number) WHERE number != '';
CREATE INDEX person_old_number ON person (old_number) WHERE old_number != '';
CREATE INDEX person_tax_code ON person (tax_code) WHERE tax_code != '';
CREATE TABLE post (
	id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	rights TEXT NOT NULL, 
	phone TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE printed_slip (
	id INTEGER NOT NULL, 
	dossier INTEGER, 
	form TEXT NOT NULL, 
	number TEXT NOT NULL, 
	made_at INTEGER, 
	PRIMARY KEY (id)
);
CREATE INDEX printed_slip_dossier ON printed_slip (dossier);
CREATE TABLE procedure_version (
	id INTEGER NOT NULL, 
	code TEXT NOT NULL, 
	version TEXT NOT NULL, 
	valid_from INTEGER, 
	data TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE row_clock (
	record INTEGER NOT NULL, 
	clock BLOB NOT NULL, 
	PRIMARY KEY (record)
);
CREATE TABLE series (
	device INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	last INTEGER NOT NULL, 
	PRIMARY KEY (device, name)
)
 WITHOUT ROWID;
CREATE TABLE slip_copy (
	id INTEGER NOT NULL, 
	slip INTEGER, 
	copy INTEGER NOT NULL, 
	printed_at INTEGER, 
	PRIMARY KEY (id)
);
CREATE INDEX slip_copy_slip ON slip_copy (slip);
CREATE TABLE staff (
	id INTEGER NOT NULL, 
	user_name TEXT NOT NULL, 
	display_name TEXT NOT NULL, 
	is_active INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE vote (
	id INTEGER NOT NULL, 
	month TEXT NOT NULL, 
	field TEXT NOT NULL, 
	score INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	PRIMARY KEY (id)
);
