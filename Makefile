# boh: event bookings for PostgreSQL 15 to 19, built with PGXS.
#
#   make && sudo make install            build and install for the pg_config in PATH
#   make PG_CONFIG=/path/to/pg_config    the same for another server
#   make installcheck                    test what is installed, on a running server
#   make demo, test, matrix, drill, ...  set up everything themselves, see doc/how-to/test.md
#
# WERROR= lets packagers build with a compiler that has new warnings.

PG_CONFIG ?= pg_config
WERROR ?= -Werror

# The folder of the sources: another one in a build with make -f elsewhere/Makefile.
sources := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
ifneq ($(sources),.)
VPATH := $(sources)
endif

# Version and newest migration stand once, in META.json and in sql/migrations.
BOH_VERSION := $(shell sed -n 's/^  "version": "\(.*\)",$$/\1/p' $(sources)/META.json)
MIGRATIONS := $(sort $(wildcard $(sources)/sql/migrations/*.up.sql))
MIGRATION_FILES := $(sort $(wildcard $(sources)/sql/migrations/*.sql))
SECTION_FORMS := $(sort $(wildcard $(sources)/sql/sections/*.json))
DOCUMENTS := $(sort $(wildcard $(sources)/sql/documents/*.json))
SEED_DATA := $(sources)/sql/seeds/DEVELOPMENT.json

# Functions by subject, in the order they are created; then boh_migration_scripts()
# and the NOTICE that names the next step.
SUBJECTS = version migration uuid slugify json_schema json_patch html user session rights audit login tag venue event booking \
	booking_lanes search_tables event_list search calendar section page slug_redirect setting media archive privacy statistics server seed maintenance verify tenant monitoring installation
EXTENSION_SQL := $(SUBJECTS:%=$(sources)/sql/extension/%.sql)
NOTICE_SQL := $(sources)/sql/extension/notice.sql

MODULE_big = boh
OBJS := $(patsubst $(sources)/%.c,%.o,$(sort $(wildcard $(sources)/src/*.c $(sources)/src/*/*.c)))
# The control file is built, so it is not named by EXTENSION, which takes it from the sources.
MODULEDIR = extension
UPGRADES := $(notdir $(wildcard $(sources)/sql/upgrades/boh--*--*.sql))
DATA_built = boh.control boh--$(BOH_VERSION).sql $(UPGRADES)
EXTRA_CLEAN = boh--*.sql section_forms.inc documents.inc seed_production.inc seed_development.inc seed_data.inc build

# The test "install" makes what the others use.
install_first = $(filter install,$(1)) $(filter-out install,$(1))
REGRESS := $(call install_first,$(patsubst $(sources)/test/sql/%.sql,%,$(sort $(wildcard $(sources)/test/sql/*.sql))))
REGRESS_OUTPUT = build/regress
REGRESS_OPTS = --inputdir=$(sources)/test --outputdir=$(REGRESS_OUTPUT)
ISOLATION := $(call install_first,$(patsubst $(sources)/test/isolation/specs/%.spec,%,$(sort $(wildcard $(sources)/test/isolation/specs/*.spec))))
# PostgreSQL 15 looks for expected outputs below the input directory, later ones below the current one.
ISOLATION_OPTS = --inputdir=$(sources)/test/isolation --outputdir=build/isolation --load-extension=boh \
	$(if $(filter-out 15,$(MAJORVERSION)),--expecteddir=$(sources)/test/isolation)
REGRESS_PREP = $(REGRESS_OUTPUT) build/isolation link-to-expected
PGTAP := $(sort $(wildcard $(sources)/test/pgtap/*.sql))

# Headers and libraries are asked for only to build: what sets up everything itself
# installs them, and pkg-config, first.
SETTING_UP := demo test matrix distributed bench drill format docs clients clients-test shop site deb dist package
BUILDING := $(filter-out $(SETTING_UP) stop stop-all clean installcheck,$(or $(MAKECMDGOALS),all))
libraries = $(if $(BUILDING),$(shell pkg-config $(1) icu-i18n icu-uc gumbo libcrypto))

PGXS := $(wildcard $(shell $(PG_CONFIG) --pgxs 2>/dev/null))

ifneq ($(PGXS),)

# PostgreSQL's headers are system headers: their warnings are not ours.
PG_CPPFLAGS := -I$(sources)/src -isystem $(shell $(PG_CONFIG) --includedir-server) \
	-DBOH_VERSION='"$(BOH_VERSION)"' -DBOH_SCHEMA_VERSION=$(words $(MIGRATIONS)) \
	$(call libraries,--cflags)
PG_CFLAGS = -Wall -Wextra $(WERROR)
# PostgreSQL was configured for gcc, some of whose options and attributes clang
# lacks; and clang takes the parameter within PG_FUNCTION_ARGS for ours.
for_clang := -Wno-unknown-warning-option -Wno-ignored-optimization-argument -Wno-ignored-attributes \
	-Wno-unused-parameter
ifneq ($(findstring clang,$(CC)),)
PG_CFLAGS += $(for_clang)
endif
SHLIB_LINK := $(call libraries,--libs)

# PGXS compiles bitcode with the clang that built PostgreSQL; without it, go without bitcode.
ifeq ($(shell command -v "$$(sed -n 's/^CLANG *= *//p' $(dir $(PGXS))../Makefile.global)"),)
override with_llvm = no
endif

include $(PGXS)

# Our tests read the warnings of the clang that makes bitcode.
ifdef BITCODE_WARNINGS
BITCODE_CFLAGS += $(filter -W%,$(CFLAGS)) $(for_clang)
endif

# A build elsewhere has no folders yet.
ifneq ($(BUILDING),)
$(shell mkdir -p $(sort $(dir $(OBJS))))
endif

$(OBJS) $(OBJS:.o=.bc): $(wildcard $(sources)/src/*/*.h) $(MIGRATIONS) META.json Makefile
src/content/section_builtin.o src/content/section_builtin.bc: section_forms.inc
src/privacy/export.o src/privacy/export.bc: documents.inc
src/seed/production.o src/seed/production.bc: seed_production.inc
src/seed/development.o src/seed/development.bc: seed_development.inc seed_data.inc

objects: $(OBJS)

else

all install installcheck:
	@echo "make: no PGXS for \"$(PG_CONFIG)\": install PostgreSQL's server headers or name a pg_config with PG_CONFIG=" >&2
	@exit 1

clean:
	rm -rf $(EXTRA_CLEAN) boh.control

endif

boh.control: boh.control.in META.json
	sed 's/@VERSION@/$(BOH_VERSION)/' $< > $@

# The forms of sections and the schema of exports are compiled into the library.
section_forms.inc: $(SECTION_FORMS) sql/documents.awk Makefile
	awk -f $(sources)/sql/documents.awk $(SECTION_FORMS) > $@.tmp
	mv $@.tmp $@

documents.inc: $(DOCUMENTS) sql/documents.awk Makefile
	awk -f $(sources)/sql/documents.awk $(DOCUMENTS) > $@.tmp
	mv $@.tmp $@

# So are the statements of seeds, and the names that they draw from.
seed_production.inc seed_development.inc: seed_%.inc: sql/seeds/%.sql sql/seeds.awk Makefile
	awk -f $(sources)/sql/seeds.awk $< > $@.tmp
	mv $@.tmp $@

seed_data.inc: $(SEED_DATA) sql/documents.awk Makefile
	awk -f $(sources)/sql/documents.awk $(SEED_DATA) > $@.tmp
	mv $@.tmp $@

boh--$(BOH_VERSION).sql: $(EXTENSION_SQL) $(NOTICE_SQL) $(wildcard $(sources)/sql/extension/*.sql) $(MIGRATION_FILES) sql/migration_scripts.awk META.json Makefile
	$(foreach file,$(filter-out $(EXTENSION_SQL) $(NOTICE_SQL),$(wildcard $(sources)/sql/extension/*.sql)),$(error $(file) is not among SUBJECTS))
	$(foreach file,$(filter-out $(MIGRATIONS) $(MIGRATIONS:.up.sql=.down.sql),$(MIGRATION_FILES)),$(error $(file) has no .up.sql))
	@rm -f $(filter-out $(DATA_built),$(wildcard boh--*.sql))
	printf '%s\n' '\echo Use "CREATE EXTENSION boh" to load this file. \quit' > $@.tmp
	cat $(EXTENSION_SQL) >> $@.tmp
	awk -f $(sources)/sql/migration_scripts.awk $(MIGRATIONS) >> $@.tmp
	cat $(NOTICE_SQL) >> $@.tmp
	mv $@.tmp $@

# An upgrade is written by hand but for boh_migration_scripts(), which changes with
# every migration: generated as for an install, it replaces what was there.  In an
# upgrade between older versions as well, so that each leads to the newest.
$(UPGRADES): boh--%.sql: sql/upgrades/boh--%.sql $(MIGRATION_FILES) sql/migration_scripts.awk META.json Makefile
	printf '%s\n' '\echo Use "ALTER EXTENSION boh UPDATE" to load this file. \quit' > $@.tmp
	cat $< >> $@.tmp
	awk -v create="CREATE OR REPLACE" -f $(sources)/sql/migration_scripts.awk $(MIGRATIONS) >> $@.tmp
	mv $@.tmp $@

$(REGRESS_OUTPUT) build/isolation:
	mkdir -p $@

# The client of PGXN unpacks a link as a file that has the name of its target.
link-to-expected:
	@[ -d $(sources)/test/expected ] || ln -sf ../expected $(sources)/test/expected

installcheck: installcheck-pgtap
installcheck-pgtap:
	$(sources)/test/support/pgtap $(PGTAP)

# A server of an earlier run must be gone before its files.
clean: stop-all
stop-all:
	@$(sources)/test/support/stop --all

export PG_CONFIG
$(SETTING_UP) stop:
	@$(sources)/test/support/$@

.PHONY: all objects install installcheck installcheck-pgtap link-to-expected clean $(SETTING_UP) stop stop-all
