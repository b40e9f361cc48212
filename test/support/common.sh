# shellcheck shell=bash
# Sourced by the scripts beside it: folders, messages, and the user that servers run as.

set -eu
umask 022
export LC_ALL=C.UTF-8

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
build=$root/build
# shellcheck disable=SC2034 # used by those who source this
support=$root/test/support
export PG_CONFIG=${PG_CONFIG:-pg_config}

say()
{
	printf '== %s\n' "$*" >&2
}

die()
{
	printf '%s: %s\n' "$(basename "$0")" "$*" >&2
	exit 1
}

# PostgreSQL refuses to run as root, so its servers and the tests that start
# them run as the user that the Debian packages make.
server_user=(env)
[ "$(id -u)" != 0 ] || server_user=(runuser -u postgres -- env HOME=/nonexistent)

as_user()
{
	"${server_user[@]}" "$@"
}

own()
{
	[ "$(id -u)" != 0 ] || chown postgres: "$@"
}

# The settings that a server has, one a line.
server_settings()
{
	as_user "$("$PG_CONFIG" --bindir)/postgres" --describe-config | cut -f 1
}

# Where everything generated goes that a server reads or writes: build/, or,
# when servers cannot reach that, a folder that build/elsewhere points to.
find_work()
{
	if [ -z "${BOH_WORK:-}" ]; then
		mkdir -p "$build" 2>/dev/null || die "cannot write to $root"
		[ -w "$build" ] || die "$build belongs to another user: run \"make clean\" as that user first"
		if (cd / && as_user test -r "$build"); then
			BOH_WORK=$build
		elif [ -d "$build/elsewhere" ]; then
			BOH_WORK=$(readlink -f "$build/elsewhere")
		else
			BOH_WORK=$(mktemp -d /tmp/boh.XXXXXX)
			chmod 755 "$BOH_WORK"
			ln -sfn "$BOH_WORK" "$build/elsewhere"
			say "the user postgres cannot reach $build, using $BOH_WORK"
		fi
	fi
	export BOH_WORK
	export BOH_STAGE=${BOH_STAGE:-$BOH_WORK/stage}
}

# Marks the folder of a server that make started: "make stop" removes no other.
of_make=of-make
mark_server()
{
	: > "$(mark_of "$1")"
}

mark_of()
{
	echo "$BOH_WORK/cluster/$1/$of_make"
}

# Ends the command that runs on this server, if there is one: the mark has its process id, and the
# command has the mark open, as the id may be another process's by now.
end_command()
{
	local mark process

	mark=$(mark_of "$1")
	process=$(cat "$mark" 2>/dev/null) || return 0
	[ -n "$process" ] && [ "/proc/$process/fd/8" -ef "$mark" ] || return 0
	kill "$process" 2>/dev/null || true
	# What waits for its server ends when that is stopped.  Otherwise the run removes it itself: let it finish.
	! timeout 15 tail -s 0.1 --pid="$process" -f /dev/null || flock -w 30 "$build/lock" true || true
}

# Removes the folder that build/elsewhere points to, unless a server runs there.
leave_elsewhere()
{
	if [ -L "$build/elsewhere" ] && [ ! -d "$BOH_WORK/cluster" ]; then
		rm -rf "$BOH_WORK" "$build/elsewhere"
	fi
}

# Two runs in one checkout would remove each other's servers.  "make stop" finds in the file "run" which one there is,
# and there alone: what runs beside in another BOH_WORK has none.
claim_checkout()
{
	exec 9> "$build/lock"
	flock -n 9 || die "another run is under way in $root"
	echo $$ > "$BOH_WORK/run"
}

# Ends the run of this checkout, if there is one, and waits until it has cleaned up.
end_run()
{
	local process

	process=$(cat "$BOH_WORK/run" 2>/dev/null) || return 0
	# The number may be another process's by now, which does not have the lock open.
	[ -n "$process" ] && [ "/proc/$process/fd/9" -ef "$build/lock" ] || return 0
	kill "$process" 2>/dev/null || true
	flock -w 60 "$build/lock" true || die "the run with the process id $process does not end"
}

# The variables that steer clients must name our server and nothing of the user's.
forget_servers()
{
	local name
	for name in "${!PG@}"; do
		[ "$name" = PG_CONFIG ] || unset "$name"
	done
}
