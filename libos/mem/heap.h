/* SPDX-License-Identifier: ISC */
/*
 * Objects of any size for the libos's own use, zeroed. Who gives one back says its size
 * again. Any lock but heap_lock and memory_lock may be held.
 */
#ifndef LIBOS_MEM_HEAP_H
#define LIBOS_MEM_HEAP_H

#include "libos.h"

#pragma GCC visibility push(hidden)

void *heap_allocate(size_t size);          /* NULL: out of memory */
void heap_free(void *object, size_t size); /* NULL: nothing */

#pragma GCC visibility pop
#endif
