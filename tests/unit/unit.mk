# SPDX-License-Identifier: ISC
# Unit tests of the libos, natively, under AddressSanitizer and UBSan. Each NAME.c has cmocka's
# main and plays the platform; it includes the files whose insides it looks at, and links
# the others from an archive.
UNIT_LIBOS = $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,$(wildcard tests/unit/*.c))
UNIT_TESTS += $(UNIT_LIBOS)

UNIT_CFLAGS = -std=gnu11 -O1 -g -fno-strict-aliasing -fsanitize=address,undefined \
              -fno-sanitize-recover=all $(WARN) -Wno-missing-prototypes -Wno-address -I. -Iinclude -Ilibos \
              -MMD -MP
UNIT_OBJ = $(patsubst libos/%.c,$(OBJ)/unit/%.o,$(filter-out libos/log.c libos/lib/memory.c,$(wildcard libos/*.c libos/*/*.c libos/fs/*/*.c)))

$(OBJ)/unit/%.o: libos/%.c
	@mkdir -p $(@D)
	$(CC) $(UNIT_CFLAGS) -c $< -o $@

$(OBJ)/unit/libos.a: $(UNIT_OBJ)
	rm -f $@
	$(AR) qcs $@ $^

$(BUILD)/tests/unit/%: tests/unit/%.c $(OBJ)/unit/libos.a
	@mkdir -p $(@D)
	$(CC) $(UNIT_CFLAGS) $< $(OBJ)/unit/libos.a -lcmocka -o $@

-include $(UNIT_LIBOS:=.d)
