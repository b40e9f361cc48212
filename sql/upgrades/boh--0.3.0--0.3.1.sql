-- From 0.3.0 to 0.3.1: faults mended.  The build adds boh_migration_scripts(),
-- see the Makefile.

