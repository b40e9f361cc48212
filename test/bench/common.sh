# shellcheck shell=bash
# Sourced by the benchmarks: the server that libpq's variables name, a database of
# one's own there, and what the machine is like.

export LC_ALL=C.UTF-8
seconds=${BOH_BENCH_SECONDS:-5}
rounds=${BOH_BENCH_ROUNDS:-3}
output=${BOH_BENCH_OUTPUT:-$root/doc/explanation}
processors=$(nproc)
psql=(psql -X -q -A -t -v ON_ERROR_STOP=1)

die()
{
	echo "bench: $*" >&2
	exit 1
}

# begin_bench DATABASE SCRIPT: what pgbench said last, the figures as they were
# measured and the facts are in $scratch.
begin_bench()
{
	database=$1
	rm -rf "$scratch"
	mkdir -p "$scratch"
	"${psql[@]}" -d postgres -c "SET client_min_messages = warning" -c "DROP DATABASE IF EXISTS $database" -c "CREATE DATABASE $database"
	export PGDATABASE=$database
	"${psql[@]}" -f "$2" > /dev/null 2> "$scratch/errors" || { cat "$scratch/errors" >&2; exit 1; }
	describe
}

end_bench()
{
	"${psql[@]}" -d postgres -c "DROP DATABASE $database"
}

# fact NAME VALUE
fact()
{
	printf '%s\t%s\n' "$1" "$2" >> "$scratch/facts"
}

disk()
{
	local folder=$1 device type

	type=$(df --output=fstype "$folder" | tail -n 1)
	device=$(basename "$(df --output=source "$folder" | tail -n 1)")
	if [ -e "/sys/class/block/$device" ]; then
		device=$(basename "$(readlink -f "/sys/class/block/$device")")
		printf '%s on %s' "$type" "$device"
	else
		printf '%s' "$type"
	fi
}

describe()
{
	local name data

	data=$("${psql[@]}" -c "SHOW data_directory")
	fact Date "$(date -u +%Y-%m-%d)"
	fact Processor "$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1), $processors used by server and clients together"
	fact Memory "$(awk '/^MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo)"
	fact System "$(sed -n 's/^PRETTY_NAME="\(.*\)"$/\1/p' /etc/os-release), Linux $(uname -r | cut -d - -f 1)"
	fact Disk "$(disk "$data"), $(pg_test_fsync -s 1 -f "$data/pg_test_fsync.out" 2>/dev/null |
		awk '/^ *fdatasync/ { printf "%.0f", $2; exit }') writes of 8 kB and fdatasync a second"
	fact PostgreSQL "$("${psql[@]}" -c "SELECT current_setting('server_version')")"
	fact boh "$("${psql[@]}" -c "SELECT boh_version()")"
	for name in fsync synchronous_commit full_page_writes wal_level wal_sync_method shared_buffers max_wal_size checkpoint_timeout max_connections; do
		fact "$name" "$("${psql[@]}" -c "SHOW $name")"
	done
	fact seconds "$seconds"
	fact rounds "$rounds"
}
