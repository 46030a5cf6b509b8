/* SPDX-License-Identifier: ISC */
/*
 * Names for addresses, from the symbol table that an image carries unless it was stripped
 * (include/samara/image.h). Only read; called by crash reports.
 */
#include "libos.h"
#include <samara/image.h>

extern const struct image_symbols image_symbols WEAK
        __attribute__((visibility("hidden")));

/* The last symbol at or before `offset`; NULL: there is none. */
static const struct image_symbol *symbol_find(const struct image_symbols *symbols,
                                              uint32_t offset)
{
	uint32_t low = 0, high = symbols->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (symbols->entry[middle].address <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &symbols->entry[low - 1] : NULL;
}

void symbol_format(char *to, size_t size, uintptr_t address)
{
	const struct image_symbols *symbols = &image_symbols;
	uintptr_t start = platform_information.image_base + IMAGE_BASE,
	          offset = address - start;

	if (offset >= platform_information.image_end - start) {
		format(to, size, "%lx", address);
		return;
	}
	size_t length = format(to, size, "image+%lx", offset);
	if (!symbols || symbols->magic != IMAGE_SYMBOLS_MAGIC)
		return;
	const struct image_symbol *symbol = symbol_find(symbols, (uint32_t)offset);
	const char *names = (const char *)(symbols->entry + symbols->count);
	if (symbol)
		format(to + length, size - length, " %s+%lx", names + symbol->name,
		       offset - symbol->address);
}
