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

extern BohLosses *boh_losses_begin(Oid schema, const char *schema_name, Oid extension_schema);

/* Before each step: look what is there, and how many rows it has. */
extern void boh_losses_look(BohLosses *losses);

/*
 * After each step: note the tables with rows that are gone.  A relation of the
 * extension's schema that is gone is an error at once.
 */
extern void boh_losses_note(BohLosses *losses, int version);

/* After the last step: raise BH025, which names all losses, if there are any. */
extern void boh_losses_refuse(const BohLosses *losses, int to_version);

#endif							/* BOH_DATA_LOSS_H */
