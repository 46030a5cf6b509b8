/* SPDX-License-Identifier: ISC */
/*
 * The string functions at every alignment and length up to a few words, right up to the
 * end of a page whose successor can't be read; sorting, searching, splitting.
 */
#include "check.h"
#include <ctype.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static char *page_end(void)
{
	char *at = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
	                -1, 0);
	CHECK(at != MAP_FAILED);
	CHECK(mprotect(at + 4096, 4096, PROT_NONE) == 0);
	return at + 4096;
}

static void at_page_end(void)
{
	char *a = page_end(), *b = page_end(), copy[128];
	for (int length = 0; length < 70; length++) {
		char *s = a - length - 1, *t = b - length - 1;
		memset(s, 'a' + length % 26, (size_t)length);
		s[length] = 0;
		CHECK(strlen(s) == (size_t)length);
		CHECK(strcpy(t, s) == t && strcmp(s, t) == 0);
		CHECK(memcmp(s, t, (size_t)length + 1) == 0);
		CHECK(memcpy(copy, s, (size_t)length + 1) == copy &&
		      strcmp(copy, t) == 0);
		CHECK(strchr(s, '!') == NULL && strrchr(s, 0) == s + length);
		CHECK(memchr(s, 0, (size_t)length + 1) == s + length);
		CHECK(strnlen(s, 30) == (size_t)(length < 30 ? length : 30));
		if (length) {
			t[length - 1]++;
			CHECK(strcmp(s, t) < 0 && strncmp(s, t, (size_t)length - 1) == 0);
		}
	}
}

static void moving(void)
{
	char buffer[600], wanted[600];
	for (int from = 100; from < 108; from++)
		for (int to = 92; to < 116; to++)
			for (int length = 0; length < 300;
			     length += length < 40 ? 1 : 37) {
				for (int i = 0; i < 600; i++)
					buffer[i] = wanted[i] = (char)(i * 7);
				for (int i = 0; i < length; i++)
					wanted[to + i] = (char)((from + i) * 7);
				memmove(buffer + to, buffer + from, (size_t)length);
				CHECK(memcmp(buffer, wanted, sizeof buffer) == 0);
			}
}

static int ascending(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;
	return (x > y) - (x < y);
}

static void sorting(void)
{
	static int numbers[5000];
	unsigned state = 1;
	for (int i = 0; i < 5000; i++) {
		state = state * 1103515245 + 12345;
		numbers[i] = (int)(state >> 8) % 10000;
	}
	qsort(numbers, 5000, sizeof *numbers, ascending);
	for (int i = 1; i < 5000; i++)
		CHECK(numbers[i - 1] <= numbers[i]);
	int key = numbers[1234];
	int *found = bsearch(&key, numbers, 5000, sizeof *numbers, ascending);
	CHECK(found && *found == key);
}

static void splitting(void)
{
	char text[] = "  one two,three ;four ", *rest = text, *word;
	const char *wanted[] = {"one", "two", "three", "four"};
	int count = 0;
	while ((word = strtok_r(rest, " ,;", &rest)) && count < 4) {
		CHECK(strcmp(word, wanted[count]) == 0);
		count++;
	}
	CHECK(count == 4);
	CHECK(strstr("a needle in hay", "needle") != NULL &&
	      strstr("hay", "needle") == NULL);
	CHECK(strspn("aabbc", "ab") == 4 && strcspn("aabbc", "c") == 4);
	CHECK(isalpha('x') && !isalpha('1') && toupper('x') == 'X');
	char *copy = strdup("copied");
	CHECK(copy && strcmp(copy, "copied") == 0);
	free(copy);
}

int main(void)
{
	at_page_end();
	moving();
	sorting();
	splitting();
	return check_result();
}
