/* SPDX-License-Identifier: ISC */
/* Text from numbers: each conversion, extremes, cutting, termination. */
#include "unit.h"

#include "libos/lib/format.c"

static void check(const char *expected, size_t length, const char *got)
{
	assert_string_equal(got, expected);
	assert_int_equal(length, strlen(expected));
}

static void numbers(void **unused)
{
	char text[64];

	check("0", format(text, sizeof text, "%lu", 0ul), text);
	check("18446744073709551615", format(text, sizeof text, "%lu", ~0ul), text);
	check("-9223372036854775808", format(text, sizeof text, "%ld", INT64_MIN), text);
	check("9223372036854775807", format(text, sizeof text, "%ld", INT64_MAX), text);
	check("-1", format(text, sizeof text, "%ld", -1l), text);
	check("0x0", format(text, sizeof text, "%lx", 0ul), text);
	check("0xffffffffffffffff", format(text, sizeof text, "%lx", ~0ul), text);
	check("0x123456789abcdef", format(text, sizeof text, "%lx", 0x123456789abcdeful),
	      text);
}

static void mixed(void **unused)
{
	char text[64];

	check("", format(text, sizeof text, "%s", ""), text);
	check("a b: 7, 0x1f <c>",
	      format(text, sizeof text, "a %s: %lu, %lx <%s>", "b", 7ul, 31ul, "c"),
	      text);
	check("more than six registers: 1 2 3 4 5 6 7 8",
	      format(text, sizeof text,
	             "more than six registers: %lu %lu %lu %lu %lu %lu %lu %lu", 1ul, 2ul,
	             3ul, 4ul, 5ul, 6ul, 7ul, 8ul),
	      text);
}

static void cut(void **unused)
{
	for (size_t size = 1; size < 12; size++) {
		char *text = malloc(size); /* so that a byte too many is seen */
		size_t length = format(text, size, "%s%lu", "abcd", 123456ul);
		assert_int_equal(length, size - 1 < 10 ? size - 1 : 10);
		assert_memory_equal(text, "abcd123456", length);
		assert_int_equal(text[length], 0);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(numbers),
	        cmocka_unit_test(mixed),
	        cmocka_unit_test(cut),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
