#!/bin/sh
# Installs what the tests need on Debian as root; elsewhere says what to install.
set -eu
missing=""
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
command -v chromium >/dev/null || missing="$missing chromium"
command -v node >/dev/null || missing="$missing nodejs"
command -v npm >/dev/null || missing="$missing npm"
command -v pdftotext >/dev/null || missing="$missing poppler-utils"
command -v cc >/dev/null || missing="$missing gcc libc6-dev"
if [ -n "$missing" ]; then
	if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
		echo "please install:$missing" >&2
		exit 1
	fi
	export DEBIAN_FRONTEND=noninteractive
	apt-get update -q >/dev/null
	# shellcheck disable=SC2086
	apt-get install -qy --no-install-recommends $missing >/dev/null
fi
# axe-core for the browser tests, and what the pages' script is bundled of.
if [ ! -e script/node_modules/.package-lock.json ] || [ script/package-lock.json -nt script/node_modules/.package-lock.json ]; then
	npm ci --prefix script --no-audit --no-fund --loglevel=error >/dev/null
	touch script/node_modules/.package-lock.json
fi
