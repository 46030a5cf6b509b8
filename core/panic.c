/* SPDX-License-Identifier: ISC */
/*
 * What the core says by itself: loud lines, and the last line before it gives up. They go
 * to the serial port, without any help from ring 3.
 */
#include "core.h"
#include "power.h"
#include "serial.h"

void say(const char *text)
{
	for (size_t left = strlen(text); left;) {
		size_t taken = serial_write(text, left);
		text += taken;
		left -= taken;
	}
}

static void say_base(uint64_t value, unsigned base)
{
	char digits[21], *at = digits + sizeof digits - 1;
	*at = 0;
	do {
		unsigned d = (unsigned)(value % base);
		*--at = (char)(d < 10 ? '0' + d : 'a' + d - 10);
	} while (value /= base);
	say(at);
}

void say_number(uint64_t value)
{
	say_base(value, 10);
}

void say_address(uint64_t value)
{
	say("0x");
	say_base(value, 16);
}

void panic(const char *why)
{
	say("samara: core: ");
	say(why);
	say("\n");
	power_off(POWER_STATUS_PANIC);
}

/* The compiler's stack protector found a guard overwritten. */
uintptr_t __stack_chk_guard;
_Noreturn void __stack_chk_fail(void);
void __stack_chk_fail(void)
{
	panic("stack smashed in the core");
}
