-- SPDX-License-Identifier: ISC
-- For the SQLite shell: a database file of 100,000 rows, with an index, queries, changes, and all of it
-- rewritten by VACUUM. sqlite.t compares what it prints, and the file, with Linux's.
.open seed.db
PRAGMA journal_mode;
CREATE TABLE seed(id INTEGER PRIMARY KEY, name TEXT, weight REAL, tree INTEGER, data BLOB);
BEGIN;
WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 100000)
INSERT INTO seed SELECT n, printf('seed-%06d-%x', n, (n * 2654435761) % 4294967296),
	((n * 7919) % 100003) / 7.0, n % 997, zeroblob(n % 50) FROM number;
COMMIT;
SELECT count(*), sum(id), round(avg(weight), 6) FROM seed;
CREATE INDEX seed_tree ON seed(tree, weight);
CREATE UNIQUE INDEX seed_name ON seed(name);
EXPLAIN QUERY PLAN SELECT name FROM seed WHERE tree = 5 ORDER BY weight;
SELECT id, name, round(weight, 3) FROM seed WHERE tree = 5 ORDER BY weight LIMIT 10;
SELECT tree, count(*), round(max(weight), 4) FROM seed GROUP BY tree ORDER BY 3 DESC, 1 LIMIT 8;
UPDATE seed SET weight = weight * 1.5, data = NULL WHERE tree BETWEEN 100 AND 400;
SELECT changes();
DELETE FROM seed WHERE id % 3 = 0;
SELECT changes(), total_changes();
SELECT a.name, b.name FROM seed a JOIN seed b ON b.id = a.id + 997 WHERE a.tree = 11 ORDER BY a.id LIMIT 5;
BEGIN;
DELETE FROM seed;
SELECT count(*) FROM seed;
ROLLBACK;
SELECT count(*), round(sum(weight), 4), length(group_concat(name)) FROM seed;
PRAGMA page_count;
PRAGMA freelist_count;
VACUUM;
PRAGMA page_count;
PRAGMA freelist_count;
PRAGMA integrity_check;
.sha3sum
