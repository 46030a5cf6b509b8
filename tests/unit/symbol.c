/* SPDX-License-Identifier: ISC */
/* Names for addresses: before, within and after the table, and images without one. */
#include "unit.h"

#include "libos/exec/symbol.c"
#include "libos/lib/format.c"

#define START 0x7f0000000000ul /* of the image in memory */

/* The table as it lies in an image: three functions, the second begins at 0x40. */
struct {
	struct image_symbols head;
	struct image_symbol entry[3];
	char names[16];
} table __asm__("image_symbols") = {
        {IMAGE_SYMBOLS_MAGIC, 3},
        {{0x10, 0}, {0x40, 4}, {0x1000, 9}},
        "one\0main\0other",
};

static int start(void **unused)
{
	platform_information.image_base = START - IMAGE_BASE;
	platform_information.image_end = START + 0x3000;
	table.head.magic = IMAGE_SYMBOLS_MAGIC;
	table.head.count = 3;
	return 0;
}

static void check(uintptr_t address, const char *expected)
{
	char text[64];

	symbol_format(text, sizeof text, address);
	assert_string_equal(text, expected);
}

static void inside(void **unused)
{
	check(START + 0x10, "image+0x10 one+0x0");
	check(START + 0x3f, "image+0x3f one+0x2f");
	check(START + 0x40, "image+0x40 main+0x0");
	check(START + 0xfff, "image+0xfff main+0xfbf");
	check(START + 0x1000, "image+0x1000 other+0x0");
	check(START + 0x2fff, "image+0x2fff other+0x1fff");
}

static void outside(void **unused)
{
	check(START, "image+0x0");
	check(START + 0xf, "image+0xf");
	check(START + 0x3000, "0x7f0000003000");
	check(START - 1, "0x7effffffffff");
	check(0, "0x0");
	check(UINTPTR_MAX, "0xffffffffffffffff");
}

static void stripped(void **unused)
{
	table.head.count = 0;
	check(START + 0x40, "image+0x40");
	table.head.magic = 0;
	table.head.count = 3;
	check(START + 0x40, "image+0x40");
}

static void cut(void **unused)
{
	for (size_t size = 1; size < 24; size++) {
		char *text = malloc(size);
		symbol_format(text, size, START + 0x40);
		assert_memory_equal(text, "image+0x40 main+0x0", strlen(text));
		assert_true(strlen(text) == size - 1 || strlen(text) == 19);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup(inside, start),
	        cmocka_unit_test_setup(outside, start),
	        cmocka_unit_test_setup(stripped, start),
	        cmocka_unit_test_setup(cut, start),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
