-- SPDX-License-Identifier: ISC
-- For the SQLite shell: two connections to one database in WAL mode, whose index both keep in shared
-- memory. A reader keeps its snapshot, an old snapshot can't be written from, checkpoints wait for readers.
.open wal.db
PRAGMA journal_mode = wal;
PRAGMA wal_autocheckpoint = 0;
CREATE TABLE leaf(id INTEGER PRIMARY KEY, text TEXT);
WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 20000)
INSERT INTO leaf SELECT n, printf('leaf %d of %x', n, n * 40503) FROM number;
.connection 1
.open wal.db
PRAGMA journal_mode;
BEGIN;
SELECT count(*), sum(length(text)) FROM leaf;
.connection 0
INSERT INTO leaf(text) VALUES('a new leaf');
UPDATE leaf SET text = upper(text) WHERE id % 10 = 0;
SELECT count(*), sum(length(text)), (SELECT text FROM leaf WHERE id = 10) FROM leaf;
PRAGMA wal_checkpoint;
.connection 1
SELECT count(*), sum(length(text)), (SELECT text FROM leaf WHERE id = 10) FROM leaf;
INSERT INTO leaf(text) VALUES('from an old snapshot');
COMMIT;
SELECT count(*), sum(length(text)), (SELECT text FROM leaf WHERE id = 10) FROM leaf;
BEGIN IMMEDIATE;
INSERT INTO leaf(text) VALUES('from the second connection');
.connection 0
INSERT INTO leaf(text) VALUES('while another writes');
SELECT count(*) FROM leaf;
.connection 1
COMMIT;
.connection 0
SELECT count(*) FROM leaf;
PRAGMA wal_checkpoint(TRUNCATE);
PRAGMA integrity_check;
.sha3sum
.connection close 1
PRAGMA journal_mode = delete;
SELECT count(*) FROM leaf;
