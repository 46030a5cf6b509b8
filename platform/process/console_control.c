/* SPDX-License-Identifier: ISC */
/* platform_console_control: the host's terminal answers. */
#include "process.h"
#include <asm/ioctls.h>
#include <errno.h>

int process_console_control(int stream, unsigned long request, void *argument)
{
	switch (request) {
	case TCGETS:
	case TCSETS:
	case TCSETSW:
	case TCSETSF:
	case TIOCGWINSZ:
		return (int)linux_call3(__NR_ioctl, stream, (long)request,
		                        (long)argument);
	}
	return -ENOTTY;
}
