#!/bin/sh
# Runs a command with a PostgreSQL of its own: a new cluster of the installed
# binaries, on a socket in a temporary folder, as an unprivileged user. It is
# gone when the command ends.
set -eu
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
dir=$(mktemp -d)
as=""
if [ "$(id -u)" = 0 ]; then
	chown postgres "$dir"
	as="runuser -u postgres --"
fi
chmod 711 "$dir"
stop() {
	$as "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1 || true
	rm -rf "$dir"
}
trap stop EXIT
trap 'exit 1' INT TERM
(cd "$dir" && $as "$bin/initdb" -D "$dir/data" -U postgres -A trust --no-sync -E UTF8 --locale=C.UTF-8 >/dev/null)
(cd "$dir" && $as "$bin/pg_ctl" -D "$dir/data" -w -l "$dir/log" \
	-o "-k '$dir' -c listen_addresses= -c max_connections=300 -c fsync=off" start >/dev/null)
export ADAL_TEST_POSTGRES="postgres:///postgres?host=$dir&user=postgres"
"$@"
