/* SPDX-License-Identifier: ISC */
/*
 * For images of a single source that test platform.h without a libos: output over the
 * contract itself, TAP, and host calls from the platform's own text.
 */
#include <samara/platform.h>

uintptr_t __stack_chk_guard = 0x123456789abcdef0;
_Noreturn void __stack_chk_fail(void);

static int tests, failed;

static void print(const char *text)
{
	size_t size = 0;
	while (text[size])
		size++;
	while (size) {
		long taken = platform_console_write(1, text, size);
		if (taken < 0)
			platform_exit(99);
		text += taken;
		size -= (size_t)taken;
	}
}

static void print_number(long value)
{
	char digits[24], *at = digits + sizeof digits - 1;
	unsigned long left = value < 0 ? -(unsigned long)value : (unsigned long)value;
	*at = 0;
	do
		*--at = (char)('0' + left % 10);
	while (left /= 10);
	if (value < 0)
		*--at = '-';
	print(at);
}

static void line(const char *what, long value)
{
	print(what);
	print_number(value);
	print("\n");
}

static void is(long got, long expected, const char *name)
{
	tests++;
	if (got != expected) {
		failed++;
		print("not ");
	}
	print("ok ");
	print_number(tests);
	print(" - ");
	print(name);
	print("\n");
	if (got != expected) {
		line("# got ", got);
		line("# expected ", expected);
	}
}

static _Noreturn void finish(void)
{
	line("1..", tests);
	platform_exit(failed != 0);
}

void __stack_chk_fail(void)
{
	print("Bail out! a function found its stack smashed\n");
	platform_exit(98);
}

static void copy(void *to, const void *from, size_t size)
{
	__asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(size) : : "memory");
}

static bool same(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

/* A host call from the platform's own text, where only its arguments can be wrong: the
 * instruction is one of the platform's that returns right behind it. */
extern const uint8_t image_host_calls[], image_host_calls_end[];
static long host_from_platform(long number, long a, long b, long c, long d, long e)
{
	static const uint8_t wanted_code[] = {0x0f, 0x05, 0xc3};
	const uint8_t *at = image_host_calls;
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = 0;
	long result;
	while (at < image_host_calls_end - 3 &&
	       (at[0] != wanted_code[0] || at[1] != wanted_code[1] ||
	        at[2] != wanted_code[2]))
		at++;
	__asm__ volatile("addq $-128, %%rsp\n\t" /* what may lie below it */
	                 "call *%[at]\n\t"
	                 "subq $-128, %%rsp"
	                 : "=a"(result)
	                 : "0"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8),
	                   "r"(r9), [at] "b"(at)
	                 : "rcx", "r11", "memory");
	return result;
}
