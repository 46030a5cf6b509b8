# SPDX-License-Identifier: ISC
# What is taken from elsewhere. Each file here without an extension but install, fetch and packages
# describes one dependency; deps/fetch gets it.

$(BUILD)/deps/%/.description: deps/% deps/fetch
	deps/fetch $* $(BUILD)/deps

# Debian packages that building and testing need; nothing happens where they are installed.
setup:
	@deps/install
