# shellcheck shell=bash
# shellcheck disable=SC2034 # variables are used by those who source this
# Sourced by the scripts beside it: configuration, messages, encryption, the log.
#
# One file has the configuration: BOH_BACKUP_CONF names it, /etc/boh/backup.conf otherwise.
# Without a file, the environment has it.  backup.conf beside this file explains each value.

set -euo pipefail
# Without this, a command in $(...) goes on after an error.
shopt -s inherit_errexit
umask 077
export LC_ALL=C.UTF-8

program=$(basename "$0")

say()
{
	printf '%s: %s\n' "$program" "$*" >&2
}

# The last message is what the log says of a failure.
failure=
die()
{
	failure=$*
	say "$failure"
	exit 1
}

# help_wanted ARGUMENT: prints the comment at the head of the script.
help_wanted()
{
	case ${1:-} in
		-h | --help)
			sed -n '2,/^[^#]/{/^#/!q;s/^# \{0,1\}//p}' "$0"
			exit 0
			;;
	esac
}

read_configuration()
{
	local file=${BOH_BACKUP_CONF:-/etc/boh/backup.conf}

	if [ -f "$file" ]; then
		[ -r "$file" ] || die "cannot read $file"
		set -a
		# shellcheck source=backup.conf
		. "$file"
		set +a
	elif [ -n "${BOH_BACKUP_CONF:-}" ]; then
		die "there is no $file"
	fi
	backups=${BOH_BACKUP_DIR:-}
	encryption=${BOH_ENCRYPTION:-age}
	databases=${BOH_DATABASES:-}
	schemas=${BOH_SCHEMAS:-boh}
	case $encryption in
		age) ending=.zst.age ;;
		none) ending=.zst ;;
		*) die "BOH_ENCRYPTION is \"$encryption\", not age or none" ;;
	esac
	if [ -n "${BOH_PG_BIN:-}" ]; then
		[ -x "$BOH_PG_BIN/pg_ctl" ] || die "BOH_PG_BIN has no pg_ctl: $BOH_PG_BIN"
		PATH=$BOH_PG_BIN:$PATH
	fi
}

# The folder of backups has a mark, so that a wrong path removes and overwrites nothing.
mark=.boh_backups

need_backups()
{
	[ -n "$backups" ] || die "BOH_BACKUP_DIR is not set"
	[ -f "$backups/$mark" ] || die "$backups is no folder of backups: make it with make_folder"
}

# need COMMAND...: all of them can be run
need()
{
	local command

	for command; do
		command -v "$command" > /dev/null || die "there is no $command: install it, or set BOH_PG_BIN"
	done
}

# Compresses and encrypts, and the other way round: from standard input to standard output.
compression_level=3

seal()
{
	if [ "$encryption" = age ]; then
		zstd -q "-$compression_level" | age -R "$BOH_AGE_RECIPIENTS"
	else
		zstd -q "-$compression_level"
	fi
}

unseal()
{
	if [ "$encryption" = age ]; then
		age -d -i "$BOH_AGE_IDENTITY" | zstd -q -d
	else
		zstd -q -d
	fi
}

need_to_seal()
{
	need zstd sha256sum
	[ "$encryption" = none ] && return
	need age
	[ -r "${BOH_AGE_RECIPIENTS:-}" ] || die "BOH_AGE_RECIPIENTS names no file that can be read"
}

# The key is not on the server: who steals the server gets no backup.
can_unseal()
{
	[ "$encryption" = none ] || [ -r "${BOH_AGE_IDENTITY:-}" ]
}

need_to_unseal()
{
	need zstd sha256sum
	[ "$encryption" = none ] && return
	need age
	can_unseal || die "BOH_AGE_IDENTITY names no file that can be read"
}

# The hash of a file, without its name.
hash_of()
{
	local line

	line=$(sha256sum < "$1")
	printf '%s\n' "${line%% *}"
}

# "sync" with names writes these files and folders to disk.
write_to_disk()
{
	sync -- "$@"
}

# seal_file FILE: from standard input; prints its hash.  The file is on disk, and is read
# again: what the disk has is what was written.
seal_file()
{
	local file=$1 hash

	hash=$(seal | tee "$file.tmp" | sha256sum) || die "$file could not be compressed or encrypted"
	hash=${hash%% *}
	# Even of nothing, there is a header.
	[ -s "$file.tmp" ] || die "nothing was written to $file"
	write_to_disk "$file.tmp" || die "$file could not be written to disk"
	[ "$(hash_of "$file.tmp")" = "$hash" ] || die "$file differs from what was written to it"
	mv "$file.tmp" "$file" || die "$file.tmp could not be renamed"
	write_to_disk "$(dirname "$file")" || die "the folder of $file could not be written to disk"
	printf '%s\n' "$hash"
}

# A backup is complete when it has a file "info".  Each line is a name and its value.
write_info()
{
	local folder=$1

	cat > "$folder/info.tmp"
	write_to_disk "$folder/info.tmp"
	mv "$folder/info.tmp" "$folder/info"
	write_to_disk "$folder" "$(dirname "$folder")"
}

# info FOLDER NAME: the value
info()
{
	sed -n "s/^$2 //p" "$1/info"
}

# remove_unfinished KIND: what runs left behind that were killed, not encrypted perhaps.
# Only for who has the lock.
remove_unfinished()
{
	local folder

	while read -r folder; do
		if [ ! -f "$folder/info" ]; then
			say "removing $folder, which a run that was killed left behind"
			rm -rf -- "$folder"
		fi
	done < <(find "$backups/$1" -mindepth 1 -maxdepth 1 -type d -name '*Z')
}

# Complete backups of a kind, base or dump, oldest first.
complete_backups()
{
	local info

	for info in "$backups/$1"/*/info; do
		[ ! -f "$info" ] || dirname "$info"
	done
}

# Does a backup have the files that its info names, as they were written?  With --quickly
# only whether they are there.
is_whole()
{
	local folder=$1 quickly=${2:-} hash file found=

	while read -r hash file; do
		found=yes
		[ -f "$folder/$file" ] || return 1
		[ -n "$quickly" ] || [ "$(hash_of "$folder/$file")" = "$hash" ] || return 1
	done < <(info "$folder" sha256)
	[ -n "$found" ]
}

# question SQL: the answer, one row with one column
question()
{
	psql -X -At --no-password -d "${BOH_LOG_DATABASE:-postgres}" -c "$1"
}

# wait_for_replay DATABASE: until the server that libpq's variables name is out of recovery
wait_for_replay()
{
	local said

	# In a folder that the user may not enter, such as one that cron starts in, psql complains first.
	until said=$(psql -X -q -At --no-password -d "$1" -c 'SELECT pg_is_in_recovery()' 2>&1) && [ "${said##*$'\n'}" = f ]; do
		case $said in
			t | *$'\n't | *"starting up"* | *"not accepting"* | *"not yet accepting"*) sleep 0.5 ;;
			*) die "$said" ;;
		esac
	done
}

# in_schema DATABASE SCHEMA: runs SQL from standard input, and what psql makes of it
in_schema()
{
	{
		printf "SELECT set_config('boh.schema', :'schema', false) \\g /dev/null\n"
		cat
	} | psql -X -q -At --no-password -v ON_ERROR_STOP=1 -v schema="$2" -d "$1"
}

# verify_schema DATABASE SCHEMA: fails when boh_verify() finds anything, and shows it
verify_schema()
{
	local findings

	findings=$(in_schema "$1" "$2" <<< "SELECT * FROM boh_verify(progress => false);") || return 1
	[ -n "$findings" ] || return 0
	printf '%s\n' "$findings"
	return 1
}

# Nothing to clean up, whatever the environment says
folder=

# new_folder KIND: makes the folder of a backup, named after this second or, if that has one
# already, after a later one.  Until it is made, folder stays empty: then there is nothing to
# clean up.
new_folder()
{
	while label=$(date -u +%Y%m%dT%H%M%SZ) && ! mkdir "$backups/$1/$label" 2> /dev/null; do
		[ -d "$backups/$1/$label" ] || die "the folder $backups/$1/$label cannot be made"
		sleep 0.1
	done
	folder=$backups/$1/$label
}

# One run at a time.
try_lock()
{
	exec 9> "$backups/.lock-$1"
	flock -n 9
}

lock()
{
	try_lock "$1" || die "another $program is under way"
}

now()
{
	date -u +%Y-%m-%dT%H:%M:%S.%3NZ
}

# record_run KIND: from here on, the end of the script is a row of boh_backup_log.  The
# script sets location, bytes and note.
record_run()
{
	kind=$1
	started=$(now)
	location='' bytes='' note='' log_success=yes
	trap 'end_run $?' EXIT
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM
}

end_run()
{
	local status=$1

	trap - EXIT
	! declare -F clean_up > /dev/null || clean_up
	if [ "$status" = 0 ]; then
		[ -z "$log_success" ] || write_log true "$note"
	else
		write_log false "${failure:-$program ended with status $status, see its output}"
	fi
	exit "$status"
}

# gaps_in_wal FOLDER: what the archive lacks from where a base backup begins.  Each timeline
# is without gaps, and so are all of them together.
gaps_in_wal()
{
	local start size name number timeline last_timeline='' last=''

	start=$(info "$1" wal)
	size=$(info "$1" segment_size)
	number_of "$start" "$size"
	start=$number
	# By timeline, then by position.
	while read -r name; do
		number_of "$name" "$size"
		timeline=${name:0:8}
		if [ "$timeline" = "$last_timeline" ] && [ "$number" -gt $((last + 1)) ]; then
			echo "$((number - last - 1)) files before $name"
		fi
		last_timeline=$timeline
		last=$number
	done < <(files_of_wal "$start" "$size" | sort)
	last=$((start - 1))
	while read -r name; do
		number_of "$name" "$size"
		if [ "$number" -gt $((last + 1)) ]; then
			echo "$((number - last - 1)) files before $name, on all timelines"
		fi
		[ "$number" -le "$last" ] || last=$number
	done < <(files_of_wal "$start" "$size" | sort -k 1.9,1.24)
}

# files_of_wal START SIZE: names of files in the archive that are not before START
files_of_wal()
{
	local file name number

	for file in "$backups"/wal/*"$ending"; do
		name=${file##*/}
		name=${name%"$ending"}
		[[ $name =~ ^[0-9A-F]{24}$ ]] || continue
		number_of "$name" "$2"
		[ "$number" -lt "$1" ] || printf '%s\n' "$name"
	done
}

# number_of NAME SIZE: sets number to the position of a file of the WAL, counted in files
number_of()
{
	number=$((16#${1:8:8} * (16#100000000 / $2) + 16#${1:16:8}))
}

# write_log OK MESSAGE.  A log that cannot be written does not undo what was done: the
# database may be the very one that is lost.
write_log()
{
	local database=${BOH_LOG_DATABASE:-${databases%% *}} errors

	[ -n "$database" ] || { say "not in boh_backup_log: BOH_DATABASES is not set"; return 0; }
	errors=$(PGCONNECT_TIMEOUT=${PGCONNECT_TIMEOUT:-10} psql -X -q --no-password -d "$database" -v ON_ERROR_STOP=1 \
		-v schema="${schemas%% *}" -v kind="$kind" -v started="$started" -v finished="$(now)" -v ok="$1" \
		-v bytes="$bytes" -v location="$location" -v message="$2" -v tool="boh ops/$program" 2>&1 <<'SQL'
INSERT INTO :"schema".boh_backup_log (kind, tool, started_at, finished_at, ok, bytes, location, message)
VALUES (:'kind', :'tool', :'started', :'finished', :'ok', CAST(nullif(:'bytes', '') AS bigint),
	nullif(:'location', ''), nullif(:'message', ''));
SQL
	) || say "could not write boh_backup_log: $errors"
}
