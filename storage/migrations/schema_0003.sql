ALTER TABLE lease RENAME TO lease_before;

CREATE TABLE lease (
	id INTEGER NOT NULL,
	agency TEXT NOT NULL,
	first INTEGER NOT NULL,
	last INTEGER NOT NULL,
	valid_from INTEGER,
	valid_to INTEGER,
	granted_by TEXT NOT NULL,
	ended TEXT NOT NULL,
	desk TEXT NOT NULL,
	PRIMARY KEY (id)
);

INSERT INTO lease (id, agency, first, last, valid_from, valid_to, granted_by, ended, desk) SELECT id, agency, first, last, valid_from, valid_to, granted_by, ended, '' FROM lease_before;

DROP TABLE lease_before;

ALTER TABLE paper RENAME TO paper_before;

CREATE TABLE paper (
	id INTEGER NOT NULL,
	dossier INTEGER,
	component TEXT NOT NULL,
	name TEXT NOT NULL,
	originals INTEGER NOT NULL,
	copies INTEGER NOT NULL,
	is_missing INTEGER NOT NULL,
	note TEXT NOT NULL,
	pages INTEGER NOT NULL,
	PRIMARY KEY (id)
);

INSERT INTO paper (id, dossier, component, name, originals, copies, is_missing, note, pages) SELECT id, dossier, component, name, originals, copies, is_missing, note, 0 FROM paper_before;

DROP TABLE paper_before;

CREATE INDEX paper_dossier ON paper (dossier);

ALTER TABLE desk_key RENAME TO desk_key_before;

CREATE TABLE desk_key (
	id INTEGER NOT NULL,
	key_id TEXT NOT NULL,
	public_key BLOB NOT NULL,
	desk_name TEXT NOT NULL,
	exchange_key BLOB NOT NULL,
	PRIMARY KEY (id)
);

INSERT INTO desk_key (id, key_id, public_key, desk_name, exchange_key) SELECT id, key_id, public_key, desk_name, x'' FROM desk_key_before;

DROP TABLE desk_key_before;

CREATE TABLE scan (
	id INTEGER NOT NULL,
	dossier INTEGER,
	paper INTEGER,
	name TEXT NOT NULL,
	root BLOB NOT NULL,
	size INTEGER NOT NULL,
	media TEXT NOT NULL,
	pages INTEGER NOT NULL,
	role TEXT NOT NULL,
	PRIMARY KEY (id)
);

CREATE INDEX scan_dossier ON scan (dossier);

CREATE INDEX scan_root ON scan (root);

CREATE TABLE verdict (
	id INTEGER NOT NULL,
	entry_origin TEXT NOT NULL,
	entry_n INTEGER NOT NULL,
	code TEXT NOT NULL,
	words TEXT NOT NULL,
	PRIMARY KEY (id)
);

CREATE INDEX verdict_entry ON verdict (entry_origin, entry_n);

CREATE TABLE portal_tick (
	id INTEGER NOT NULL,
	dossier INTEGER,
	reference TEXT NOT NULL,
	at INTEGER,
	PRIMARY KEY (id)
);

CREATE INDEX portal_tick_dossier ON portal_tick (dossier);

CREATE TABLE merge_choice (
	id INTEGER NOT NULL,
	record BLOB NOT NULL,
	kind_name TEXT NOT NULL,
	field TEXT NOT NULL,
	kept_entry TEXT NOT NULL,
	other_entry TEXT NOT NULL,
	chosen TEXT NOT NULL,
	at INTEGER,
	undone INTEGER NOT NULL,
	PRIMARY KEY (id)
);

CREATE INDEX merge_choice_record ON merge_choice (record);

CREATE TABLE unit_name (
	id INTEGER NOT NULL,
	code TEXT NOT NULL,
	name TEXT NOT NULL,
	parent TEXT NOT NULL,
	valid_from INTEGER,
	successor TEXT NOT NULL,
	PRIMARY KEY (id)
);

CREATE TABLE peer (
	id INTEGER NOT NULL,
	name TEXT NOT NULL,
	public_key BLOB NOT NULL,
	epoch INTEGER NOT NULL,
	seq INTEGER NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (name)
);

CREATE TABLE peer_head (
	peer INTEGER NOT NULL,
	origin INTEGER NOT NULL,
	n INTEGER NOT NULL,
	PRIMARY KEY (peer, origin)
)
 WITHOUT ROWID;

CREATE TABLE delivery (
	seq INTEGER NOT NULL,
	entry INTEGER NOT NULL,
	PRIMARY KEY (seq)
);

CREATE INDEX delivery_entry ON delivery (entry);

CREATE TABLE peer_delivery (
	peer INTEGER NOT NULL,
	seq INTEGER NOT NULL,
	entry INTEGER NOT NULL,
	PRIMARY KEY (peer, seq)
)
 WITHOUT ROWID;

CREATE TABLE signed_head (
	origin INTEGER NOT NULL,
	n INTEGER NOT NULL,
	hash BLOB NOT NULL,
	signature BLOB NOT NULL,
	PRIMARY KEY (origin, n)
)
 WITHOUT ROWID;

CREATE TABLE place_time (
	seq INTEGER NOT NULL,
	at_ms INTEGER NOT NULL,
	PRIMARY KEY (seq)
);

CREATE TABLE unsent_dossier (
	dossier INTEGER NOT NULL,
	last_seq INTEGER NOT NULL,
	PRIMARY KEY (dossier)
);

CREATE INDEX unsent_dossier_last ON unsent_dossier (last_seq);

CREATE TABLE receipt (
	server BLOB NOT NULL,
	origin INTEGER NOT NULL,
	is_safe INTEGER NOT NULL,
	n INTEGER NOT NULL,
	hash BLOB NOT NULL,
	seq INTEGER NOT NULL,
	at_ms INTEGER NOT NULL,
	signature BLOB NOT NULL,
	PRIMARY KEY (server, origin, is_safe)
)
 WITHOUT ROWID;

CREATE TABLE partial_pack (
	peer INTEGER NOT NULL,
	"key" BLOB NOT NULL,
	last_seq INTEGER NOT NULL,
	data BLOB NOT NULL,
	PRIMARY KEY (peer)
);

CREATE TABLE sync_number (
	name TEXT NOT NULL,
	value INTEGER NOT NULL,
	PRIMARY KEY (name)
)
 WITHOUT ROWID;

CREATE TABLE refused_entry (
	origin TEXT NOT NULL,
	n INTEGER NOT NULL,
	code TEXT NOT NULL,
	at_ms INTEGER NOT NULL,
	PRIMARY KEY (origin, n)
)
 WITHOUT ROWID;

CREATE TABLE sync_fault (
	code TEXT NOT NULL,
	count INTEGER NOT NULL,
	at_ms INTEGER NOT NULL,
	PRIMARY KEY (code)
)
 WITHOUT ROWID;

CREATE TABLE not_understood (
	entry INTEGER NOT NULL,
	program INTEGER NOT NULL,
	is_folded INTEGER NOT NULL,
	PRIMARY KEY (entry)
);

CREATE TABLE journal_touched (
	entry INTEGER NOT NULL,
	PRIMARY KEY (entry)
);

CREATE TABLE delivery_touched (
	peer INTEGER NOT NULL,
	seq INTEGER NOT NULL,
	PRIMARY KEY (peer, seq)
)
 WITHOUT ROWID;

CREATE TABLE scan_file (
	root BLOB NOT NULL,
	size INTEGER NOT NULL,
	have INTEGER NOT NULL,
	urgency INTEGER NOT NULL,
	is_wanted INTEGER NOT NULL,
	leaves BLOB NOT NULL,
	added_ms INTEGER NOT NULL,
	tail BLOB NOT NULL,
	PRIMARY KEY (root)
)
 WITHOUT ROWID;

CREATE TABLE scan_peer (
	root BLOB NOT NULL,
	peer TEXT NOT NULL,
	server BLOB NOT NULL,
	size INTEGER NOT NULL,
	at_ms INTEGER NOT NULL,
	signature BLOB NOT NULL,
	PRIMARY KEY (root, peer)
)
 WITHOUT ROWID;

CREATE TRIGGER journal_changed AFTER UPDATE ON journal BEGIN INSERT OR IGNORE INTO journal_touched (entry) VALUES (old.entry), (new.entry); END;

CREATE TRIGGER journal_removed AFTER DELETE ON journal BEGIN INSERT OR IGNORE INTO journal_touched (entry) VALUES (old.entry); END;

CREATE TRIGGER journal_replaced AFTER INSERT ON journal WHEN EXISTS (SELECT 1 FROM delivery WHERE entry = new.entry) BEGIN INSERT OR IGNORE INTO journal_touched (entry) VALUES (new.entry); END;

CREATE TRIGGER delivery_changed AFTER UPDATE ON delivery BEGIN INSERT OR IGNORE INTO delivery_touched (peer, seq) VALUES (0, old.seq), (0, new.seq); END;

CREATE TRIGGER delivery_removed AFTER DELETE ON delivery BEGIN INSERT OR IGNORE INTO delivery_touched (peer, seq) VALUES (0, old.seq); END;

CREATE TRIGGER delivery_replaced AFTER INSERT ON delivery WHEN new.seq <= (SELECT seq FROM peer WHERE name = 'province') BEGIN INSERT OR IGNORE INTO delivery_touched (peer, seq) VALUES (0, new.seq); END;

CREATE TRIGGER peer_delivery_changed AFTER UPDATE ON peer_delivery BEGIN INSERT OR IGNORE INTO delivery_touched (peer, seq) VALUES (old.peer, old.seq), (new.peer, new.seq); END;

CREATE TRIGGER peer_delivery_removed AFTER DELETE ON peer_delivery BEGIN INSERT OR IGNORE INTO delivery_touched (peer, seq) VALUES (old.peer, old.seq); END;

INSERT INTO unsent_dossier (dossier, last_seq) SELECT dossier.id, max(subject.seq) FROM journal_subject AS subject JOIN dossier ON dossier.id = subject.record GROUP BY dossier.id;

