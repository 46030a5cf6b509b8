#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# Every C source is laid out by .clang-format and says its licence; no line of text that is meant for
# later, and nothing that belongs to one workplace.
. "$(dirname "$0")/../tap.sh"

cd "$ROOT" || exit 1
ok "the C sources are formatted" make -s check-format
sources() {
	find . -path ./.git -prune -o -path './build*' -prune -o -path './tests/guest/*.in' -prune -o -type f \( -name '*.[chS]' -o -name '*.t' \
		-o -name '*.sh' -o -name '*.mk' -o -name '*.in' -o -name Makefile \) -print
}
is "$(sources | xargs grep -L SPDX-License-Identifier)" "" "every source names its licence"
is "$(sources | grep -v 'source/format.t$' | xargs grep -n -w -E 'TODO|FIXME|XXX')" "" \
	"no source leaves work for later"
is "$(find . -path ./.git -prune -o -path './build*' -prune -o -name '*.[ch]' -size +1500k -print)" "" \
	"no source is huge"
long=$(sources | grep '\.[ch]$' | xargs wc -l | awk '$1 > 1500 && $2 != "total"')
is "$long" "" "no file passes 1,500 lines"
is "$(cat core/*.[chS] core/*/*.[chS] | wc -l | awk '$1 > 6000')" "" "the core has at most 6,000 lines"
calls=$(sed -n 's/^[a-z_].*[ *]platform_\([a-z_]*\)(.*/\1/p' include/samara/platform.h | wc -l)
ok "the contract has at most 40 calls ($calls)" test "$calls" -le 40
finish
