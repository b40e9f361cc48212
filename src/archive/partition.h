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

/* bookings_archive_2017, for example */
extern char *archive_year_table(int year);

/*
 * Create the partition of a year if it is missing, between SPI_connect and
 * SPI_finish, as the owner of the tables.  Others who need the same partition
 * then wait for the running transaction.
 */
extern void archive_need_partition(Oid schema, int year);

/* The partition of a year; InvalidOid: there is none. */
extern Oid	archive_partition(Oid schema, int year);

#endif							/* BOH_ARCHIVE_PARTITION_H */
