/*-------------------------------------------------------------------------
 *
 * server/connections.h
 *	  How many connections a server should allow.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_CONNECTIONS_H
#define BOH_CONNECTIONS_H

/* With a pool in front of it, and without one */
#define BOH_POOLED_CONNECTIONS 100
#define BOH_UNPOOLED_CONNECTIONS 200

#endif							/* BOH_CONNECTIONS_H */
