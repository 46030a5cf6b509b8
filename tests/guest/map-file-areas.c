/* SPDX-License-Identifier: ISC */
/*
 * Mappings of a file that are split, joined, moved, made larger and smaller: each page
 * stays that of its place in the file, and copies stay copies.
 *
 * stdout: ^ok$
 */
#define _GNU_SOURCE
#include "check.h"
#include <sys/mman.h>
#include <unistd.h>

#define PAGE  4096l
#define PAGES 32
#define RW    (PROT_READ | PROT_WRITE)

static int file;

static char *map(int flags)
{
	char *at = mmap(NULL, PAGES * PAGE, RW, flags, file, 0);
	CHECK(at != MAP_FAILED);
	return at;
}

/* Is it the file's page, or a copy that was marked? */
static int is_page(const char *at, int page, char mark)
{
	return at[0] == (char)(page + 1) && at[1] == mark;
}

static void test_split(void)
{
	char *a = map(MAP_PRIVATE);
	for (int i = 0; i < PAGES; i += 2)
		a[i * PAGE + 1] = 'c';
	CHECK(munmap(a + 8 * PAGE, 4 * PAGE) == 0);
	CHECK(mprotect(a + 2 * PAGE, 3 * PAGE, PROT_READ) == 0);
	CHECK(mprotect(a + 2 * PAGE, 3 * PAGE, RW) == 0);
	for (int i = 0; i < PAGES; i++)
		if (i < 8 || i >= 12)
			CHECK(is_page(a + i * PAGE, i, i % 2 ? 0 : 'c'));
	CHECK(munmap(a, PAGES * PAGE) == 0);
}

static void test_move(int flags)
{
	char mark = flags == MAP_PRIVATE ? 'c' : 0;
	char *a = map(flags), *b, *c;
	if (mark)
		for (int i = 0; i < PAGES; i += 3)
			a[i * PAGE + 1] = mark;
	/* all of it */
	b = mmap(NULL, 2 * PAGES * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(mremap(a, PAGES * PAGE, PAGES * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, b) ==
	      b);
	for (int i = 0; i < PAGES; i++)
		CHECK(is_page(b + i * PAGE, i, i % 3 ? 0 : mark));
	/* a part, which grows where it comes to */
	c = mremap(b + 10 * PAGE, 4 * PAGE, 8 * PAGE, MREMAP_MAYMOVE);
	CHECK(c != MAP_FAILED);
	for (int i = 0; i < 8; i++)
		CHECK(is_page(c + i * PAGE, 10 + i,
		              i < 4 && (10 + i) % 3 == 0 ? mark : 0));
	/* what is left grows into the hole: it shows the file */
	if (c < b || c >= b + 2 * PAGES * PAGE) {
		a = mremap(b, 10 * PAGE, 12 * PAGE, 0);
		CHECK(a == b);
		for (int i = 0; i < 12 && a == b; i++)
			CHECK(is_page(b + i * PAGE, i, i % 3 || i >= 10 ? 0 : mark));
	}
	c[1] = 'x';
	CHECK(b[10 * PAGE + 1] == (mark ? 0 : 'x'));
	c[1] = 0;
	/* smaller, and larger again */
	CHECK(mremap(c, 8 * PAGE, 2 * PAGE, 0) == c);
	CHECK(munmap(b, 2 * PAGES * PAGE) == 0);
	CHECK(is_page(c + PAGE, 11, 0));
	CHECK(munmap(c, 2 * PAGE) == 0);
}

static void test_twice(void)
{
	char *a = map(MAP_SHARED);
	char *b = mremap(a + 4 * PAGE, 0, 8 * PAGE, MREMAP_MAYMOVE);
	CHECK(b != MAP_FAILED);
	CHECK(is_page(b, 4, 0) && is_page(b + 7 * PAGE, 11, 0));
	b[2] = 't';
	CHECK(a[4 * PAGE + 2] == 't');
	b[2] = 0;
	CHECK(munmap(a, PAGES * PAGE) == 0 && munmap(b, 8 * PAGE) == 0);
	a = map(MAP_PRIVATE);
	CHECK_FAILS(mremap(a, 0, PAGE, MREMAP_MAYMOVE), EINVAL);
	CHECK(munmap(a, PAGES * PAGE) == 0);
}

static void test_left_behind(void)
{
	char *a = map(MAP_PRIVATE);
	a[3 * PAGE + 1] = 'c';
	char *b = mremap(a, 6 * PAGE, 6 * PAGE, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, 0);
	CHECK(b != MAP_FAILED);
	CHECK(is_page(b + 3 * PAGE, 3, 'c') && is_page(b + 2 * PAGE, 2, 0));
	CHECK(is_page(a + 3 * PAGE, 3, 0) && is_page(a + 2 * PAGE, 2, 0));
	a[3 * PAGE + 1] = 'd';
	CHECK(is_page(b + 3 * PAGE, 3, 'c'));
	CHECK(munmap(a, PAGES * PAGE) == 0);
	CHECK(is_page(b + 5 * PAGE, 5, 0));
	CHECK(munmap(b, 6 * PAGE) == 0);
}

int main(void)
{
	file = memfd_create("areas", 0);
	CHECK(ftruncate(file, PAGES * PAGE) == 0);
	for (char i = 0; i < PAGES; i++)
		CHECK(pwrite(file, &(char){(char)(i + 1)}, 1, i * PAGE) == 1);
	test_split();
	test_move(MAP_PRIVATE);
	test_move(MAP_SHARED);
	test_twice();
	test_left_behind();
	char *last = map(MAP_SHARED);
	for (int i = 0; i < PAGES; i++)
		CHECK(is_page(last + i * PAGE, i, 0));
	return check_result();
}
