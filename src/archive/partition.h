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

/* The migration with which the archive came */
#define BOH_ARCHIVE_VERSION 18

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
 * security that it lacks, and switch on what is off.
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
