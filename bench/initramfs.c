/* SPDX-License-Identifier: ISC */
/*
 * Writes an initramfs with one file, /init, to standard output: `initramfs PROGRAM`. The
 * format is cpio's "newc" (Linux
 * Documentation/driver-api/early-userspace/buffer-format.rst). For bench/linux.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned long written;

static void put(const void *bytes, size_t size)
{
	static const char zeros[4];
	fwrite(bytes, 1, size, stdout);
	written += size;
	fwrite(zeros, 1, -written & 3, stdout);
	written += -written & 3;
}

static void entry(const char *name, unsigned mode, const void *content, size_t size)
{
	char head[111 + 32];
	int length =
	        snprintf(head, sizeof head,
	                 "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%s",
	                 1, mode, 0, 0, 1, 0, (unsigned)size, 0, 0, 0, 0,
	                 (unsigned)strlen(name) + 1, 0, name);
	put(head, (size_t)length + 1);
	put(content, size);
}

int main(int argc, char **argv)
{
	FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
	if (!file) {
		fprintf(stderr, "usage: initramfs PROGRAM\n");
		return 2;
	}
	fseek(file, 0, SEEK_END);
	size_t size = (size_t)ftell(file);
	rewind(file);
	char *content = malloc(size);
	if (!content || fread(content, 1, size, file) != size)
		return 1;
	entry("init", 0100755, content, size);
	entry("TRAILER!!!", 0, "", 0);
	return 0;
}
