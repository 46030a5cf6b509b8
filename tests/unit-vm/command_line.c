/* SPDX-License-Identifier: ISC */
/* The boot command line: words, quoting, options passed over, and small buffers. */
#include "platform/vm/command_line.c"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static char bytes[VM_COMMAND_LINE + 8];
static char *slots[VM_WORDS];
static struct vm_command_line line;

/* What `text' becomes: arguments, a bar, environment; each between brackets. */
static const char *parsed(const char *text)
{
	static char result[8192];
	char *to = result;
	int error =
	        vm_command_line_parse(&line, text, bytes, sizeof bytes, slots, VM_WORDS);
	if (error)
		return "error";
	int count = 0;
	for (char **at = line.arguments; *at; at++, count++)
		to += sprintf(to, "[%s]", *at);
	assert_int_equal(count, line.argument_count);
	*to++ = '|';
	*to = 0;
	for (char **at = line.environment; *at; at++)
		to += sprintf(to, "[%s]", *at);
	return result;
}

static void check(const char *text, const char *expected)
{
	assert_string_equal(parsed(text), expected);
}

static void words(void **unused)
{
	check("", "[image]|");
	check("    ", "[image]|");
	check("Ada", "[image][Ada]|");
	check("  Ada   Grace ", "[image][Ada][Grace]|");
	check("samara.name=hello", "[hello]|");
	check("samara.name= x", "[][x]|");
	check("samara.name=a samara.name=b", "[b]|");
	check("-- a -- b", "[image][a][--][b]|");
	check("a -- b", "[image][a][b]|");
	check("a --b -- c", "[image][a][--b][c]|");
	check("a --", "[image][a]|");
}

static void quoting(void **unused)
{
	check("-- \"a b\" c", "[image][a b][c]|");
	check("-- a\" \"b", "[image][a b]|");
	check("-- \"\" x", "[image][][x]|");
	check("-- \\\"a", "[image][\"a]|");
	check("-- \"a\\\"b\\\\\"", "[image][a\"b\\]|");
	check("-- a\\ b", "[image][a b]|");
	check("-- \"\\ a\"", "[image][ a]|");
	check("\"--\" a", "[image][--][a]|");
	check("\\-- a", "[image][--][a]|");
	check("-- \"no end", "[image][no end]|");
	check("-- \"", "[image][]|");
	check("-- a\\", "[image][a\\]|");
	check("-- \"a\\", "[image][a\\]|");
	check("samara.name=\"a b\"", "[a b]|");
	check("A=\"b c\" -- d", "[image][d]|[A=b c]");
	check("-- tab\there new\nline", "[image][tab\there][new\nline]|");
}

static void environment(void **unused)
{
	check("A=1 B=2 C=3", "[image]|[A=1][B=2][C=3]");
	check("A=1 x B=2 -- C=3", "[image][x][C=3]|[A=1][B=2]");
	check("http_proxy=http://a.b/?c=d", "[image]|[http_proxy=http://a.b/?c=d]");
	check("A=", "[image]|[A=]");
	check("=a", "[image][=a]|");
	check("\"root=a b\" \"A.b=c\"", "[image]|[root=a b][A.b=c]");
}

static void options(void **unused)
{
	check("console=ttyS0 reboot=k panic=1 pci=off nomodule 8250.nr_uarts=0 "
	      "i8042.noaux "
	      "i8042.nomux i8042.nopnp i8042.dumbkbd root=/dev/vda ro swiltb=1 x",
	      "[image][x]|[swiltb=1]");
	check("earlyprintk=ttyS0 earlyprintk quiet rw x", "[image][x]|");
	check("gate=int3 samara.base=0x1000 samara. samara.x x", "[image][x]|");
	check("console root init", "[image][console][root][init]|");
	check("file.txt a.b=c", "[image][file.txt]|");
	check("roo=1 rootx=1", "[image]|[roo=1][rootx=1]");
	check("virtio_mmio.device=512@0xfeb02e00:12 a", "[image][a]|");
	check("-- a virtio_mmio.device=512@0xfeb02e00:12 b", "[image][a][b]|");
	check("-- \"virtio_mmio.device=1\" virtio_mmio.devicf=1",
	      "[image][virtio_mmio.device=1][virtio_mmio.devicf=1]|");
	check("-- quiet samara.name=x A=1", "[image][quiet][samara.name=x][A=1]|");
	check("\"quiet\" \"samara.name=x\"", "[image][quiet]|[samara.name=x]");
}

static void terminals(void **unused)
{
	const unsigned raw = PLATFORM_STREAM_TERMINAL | PLATFORM_STREAM_RAW;
	static const struct {
		const char *text;
		bool terminal[3];
	} cases[] = {
	        {"", {true, true, true}},
	        {"x -- samara.tty=", {true, true, true}},
	        {"samara.name=x", {false}},
	        {"samara.tty=", {false}},
	        {"samara.tty=1", {false, true}},
	        {"samara.tty=20", {true, false, true}},
	        {"samara.tty=012", {true, true, true}},
	        {"samara.tty=93a:/", {false}},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		parsed(cases[i].text);
		for (int s = 0; s < 3; s++)
			assert_int_equal(line.stream[s], cases[i].terminal[s] ? raw : 0);
	}
}

/* No buffer is so small that something is written behind it. */
static void small_buffers(void **unused)
{
	static const char text[] = "A=1 samara.name=n x \"y z\" B=2 -- C \\\" D";
	for (size_t size = 0; size < sizeof text + 8; size++)
		for (size_t count = 0; count < 12; count++) {
			char *room = malloc(size ? size : 1);
			char **list = malloc(count ? count * sizeof *list : 1);
			int error = vm_command_line_parse(&line, text, room, size, list,
			                                  count);
			assert_true(error == 0 || error == -E2BIG);
			if (size >= sizeof text + 6 && count >= 11)
				assert_int_equal(error, 0);
			if (!error) {
				assert_null(line.arguments[line.argument_count]);
				assert_true(line.environment >
				            line.arguments + line.argument_count);
			}
			free(room);
			free(list);
		}
}

static void long_lines(void **unused)
{
	static char text[VM_COMMAND_LINE];
	memset(text, 'x', sizeof text - 1);
	parsed(text);
	assert_int_equal(line.argument_count, 2);
	for (size_t i = 1; i < sizeof text - 1; i += 2)
		text[i] = ' ';
	check(text, "error");
	text[2 * (VM_WORDS - 3)] = 0;
	parsed(text);
	assert_int_equal(line.argument_count, VM_WORDS - 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(words),       cmocka_unit_test(quoting),
	        cmocka_unit_test(environment), cmocka_unit_test(options),
	        cmocka_unit_test(terminals),   cmocka_unit_test(small_buffers),
	        cmocka_unit_test(long_lines),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
