/*-------------------------------------------------------------------------
 *
 * base/partition.h
 *	  Makes the table of a new partition.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_BASE_PARTITION_H
#define BOH_BASE_PARTITION_H

/*
 * Make a table with the columns of another one, for its owner alone, to be
 * attached as a partition.  parameters: its storage parameters.  Between
 * SPI_connect and SPI_finish, as the owner of the other table.
 */
extern void boh_create_partition_table(Oid schema, const char *name, const char *like,
									   const char *parameters);

#endif							/* BOH_BASE_PARTITION_H */
