/* SPDX-License-Identifier: ISC */
/*
 * syscall(2): the only way by number, which brings the libos's full table into the image.
 */
#include "syscall.h"
#include <stdarg.h>

hidden long samara_syscall(long number, long a, long b, long c, long d, long e,
                           long f) __asm__("samara.samara_syscall");

#undef syscall
long syscall(long number, ...)
{
	va_list list;
	long argument[6];

	va_start(list, number);
	for (int i = 0; i < 6; i++)
		argument[i] = va_arg(list, long);
	va_end(list);
	return __syscall_ret(samara_syscall(number, argument[0], argument[1], argument[2],
	                                    argument[3], argument[4], argument[5]));
}
