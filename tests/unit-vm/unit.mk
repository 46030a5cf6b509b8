# SPDX-License-Identifier: ISC
# Unit tests of platform/vm and core/device, natively, under AddressSanitizer and UBSan. Each NAME.c
# includes the files that it tests and has cmocka's main.
UNIT_VM = $(patsubst tests/unit-vm/%.c,$(BUILD)/tests/unit-vm/%,$(wildcard tests/unit-vm/*.c))
UNIT_TESTS += $(UNIT_VM)

$(BUILD)/tests/unit-vm/%: tests/unit-vm/%.c
	@mkdir -p $(@D)
	$(CC) -std=gnu11 -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all $(WARN) \
		-Wno-missing-prototypes -Wno-address -Wno-maybe-uninitialized -I. -Iinclude -Icore -iquote libos -MMD -MP $< -lcmocka -o $@

-include $(UNIT_VM:=.d)
