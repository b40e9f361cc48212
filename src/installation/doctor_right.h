/*-------------------------------------------------------------------------
 *
 * installation/doctor_right.h
 *	  Who may do what a hint of boh_doctor() says.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_DOCTOR_RIGHT_H
#define BOH_DOCTOR_RIGHT_H

#include "installation/doctor_check.h"

/*
 * Who has a right that the current role lacks, such as "ada, the owner of the
 * database"; NULL: it does not lack it.  Between boh_spi_connect() and
 * boh_spi_finish().
 */
extern const char *boh_doctor_right(BohDoctorRight needed, const BohPatient *patient);

#endif							/* BOH_DOCTOR_RIGHT_H */
