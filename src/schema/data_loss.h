/*-------------------------------------------------------------------------
 *
 * schema/data_loss.h
 *	  What steps down must not drop.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_DATA_LOSS_H
#define BOH_DATA_LOSS_H

#include "postgres.h"

/* The losses of one call; all functions run between SPI_connect and SPI_finish. */
typedef struct BohLosses BohLosses;

extern BohLosses *boh_losses_begin(Oid schema, const char *schema_name);

/*
 * Count the rows of the tables that the script of a step down drops.  That
 * locks the tables no more than other reading does.
 */
extern void boh_losses_count(BohLosses *losses, int version, const char *script);

/* After the last step was counted: raise BH025, which names all losses, if there are any. */
extern void boh_losses_refuse(const BohLosses *losses, int to_version);

#endif							/* BOH_DATA_LOSS_H */
