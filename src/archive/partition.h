/*-------------------------------------------------------------------------
 *
 * archive/partition.h
 *	  The partitions of bookings_archive.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_ARCHIVE_PARTITION_H
#define BOH_ARCHIVE_PARTITION_H

#include "postgres.h"

#include "catalog/pg_trigger.h"

/* The migration with which the archive came */
#define BOH_ARCHIVE_VERSION 18

/*
 * The triggers of a partition, as rows of SQL: the name, the type as pg_trigger
 * has it, and the events and the level as CREATE TRIGGER has them.
 */
#define ARCHIVE_TRIGGERS \
	"(VALUES ('boh_bookings_archive_keep', " \
	CppAsString2(TRIGGER_TYPE_ROW | TRIGGER_TYPE_BEFORE | TRIGGER_TYPE_INSERT | TRIGGER_TYPE_DELETE | TRIGGER_TYPE_UPDATE) \
	", 'INSERT OR DELETE OR UPDATE', 'ROW'), ('boh_bookings_archive_keep_all', " \
	CppAsString2(TRIGGER_TYPE_STATEMENT | TRIGGER_TYPE_BEFORE | TRIGGER_TYPE_TRUNCATE) \
	", 'TRUNCATE', 'STATEMENT')) AS n (name, type, events, level)"

/* Whether a row g of pg_trigger is what a row n of these should be, and is on */
#define ARCHIVE_TRIGGER_HOLDS \
	"(g.tgenabled IN ('O', 'A') AND g.tgtype = n.type AND g.tgqual IS NULL AND g.tgattr::text = ''" \
	" AND g.tgfoid = (SELECT f.oid FROM pg_proc f JOIN pg_extension x ON x.extnamespace = f.pronamespace" \
	" WHERE x.extname = 'boh' AND f.proname = 'boh_archive_keep'))"

/* bookings_archive_2017, for example */
extern char *archive_year_table(int year);

/*
 * Create the partition of a year if it is missing, between SPI_connect and
 * SPI_finish, as the owner of the tables.  Others who need the same partition
 * then wait for the running transaction.
 */
extern void archive_need_partition(Oid schema, int year);

/*
 * Give a partition, or a table that becomes one, the triggers and the row-level
 * security that it lacks, switch on what is off, and make triggers again that
 * are not as they should be.
 */
extern void archive_protect(Oid schema, Oid table);

/*
 * Do that for all partitions: whoever drops the extension drops the triggers,
 * and no migration makes these.
 */
extern void boh_archive_complete(Oid schema);

/*
 * Whether bookings of a year can be archived: not while boh_detach_archive()
 * has it out, for it could not be attached any more if it got another partition;
 * and not while another table has the name of its partition.
 */
extern bool archive_takes_year(Oid schema, int year);

/* Whether a table is attached to bookings_archive */
extern bool archive_is_partition(Oid schema, Oid table);

#endif							/* BOH_ARCHIVE_PARTITION_H */
