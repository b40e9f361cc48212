/*-------------------------------------------------------------------------
 *
 * audit/auditor.h
 *	  Who may read the audit.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_AUDIT_AUDITOR_H
#define BOH_AUDIT_AUDITOR_H

/*
 * Raises 42501 unless the current role has the profile auditor, an ADMIN is
 * signed in through a role with the profile admin, or policies do not concern
 * the role.
 */
extern void boh_require_auditor(Oid schema);

#endif							/* BOH_AUDIT_AUDITOR_H */
