/* SPDX-License-Identifier: ISC */
/*
 * Memory for the main thread's TLS, which the C library wants before anything else. It
 * lies behind the main stack, where the mmap family never goes. Once, at start.
 */
#include "libos.h"

/* Called as mmap(2) is; only the size counts. */
long libos_tls_memory(void *address, size_t size);

long libos_tls_memory(void *address, size_t size)
{
	uintptr_t start = main_stack.high;

	if (size > platform_information.space_high - start)
		return -ENOMEM;
	size = (size + PLATFORM_PAGE - 1) & -(size_t)PLATFORM_PAGE;
	int result = platform_memory_map(0, (void *)start, size,
	                                 PLATFORM_READ | PLATFORM_WRITE);
	return result ? result : (long)start;
}
