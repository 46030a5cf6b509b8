/* SPDX-License-Identifier: ISC */
/*
 * The mmap family against a naive model, an array of pages, under random operations. The
 * platform is real memory of the host, so contents are checked too; its failures are
 * played.
 */
#include "unit.h"

#include "fs/file.h"
#include "mem/space.h"
#include "syscalls.h"
#include <linux/mman.h>
#include <samara/image.h>

struct image_note image_note;

void *mmap(void *address, size_t length, int protection, int flags, int file,
           long offset);
int mprotect(void *address, size_t length, int protection);
int madvise(void *address, size_t length, int advice);
void *mremap(void *from, size_t old, size_t new, int flags, ...);

#define PAGE   4096ul
#define PAGES  4096u
#define STACK  16u                 /* pages; at the end, with the gap */
#define REGION (PAGES / 64)        /* the libos's own, at the beginning */
#define LAST   (PAGES - STACK - 1) /* the program's pages are REGION to LAST - 1 */
#define STEPS  30000

struct page {
	bool used;
	unsigned protection, flags;
	uint32_t content;
};

static char *base;
static struct page model[PAGES];
static bool platform_mapped[PAGES];
static unsigned platform_calls, fail_call; /* the call that fails; 0: none */

static struct file file = {.references = 1};

struct file *file_get(int number)
{
	return number == 3 ? &file : NULL;
}

void file_put(struct file *unused)
{
}

/* ---- the platform ---- */

static unsigned index_of(const void *address)
{
	return (unsigned)(((const char *)address - base) / (long)PAGE);
}

static int check_call(const void *address, size_t length)
{
	assert_int_equal((uintptr_t)address % PAGE, 0);
	assert_int_equal(length % PAGE, 0);
	assert_true(length > 0 && (const char *)address >= base);
	assert_true(length <= (size_t)(base + PAGES * PAGE - (const char *)address));
	return ++platform_calls == fail_call ? -ENOMEM : 0;
}

static void set_mapped(const void *address, size_t length, bool value)
{
	for (unsigned i = 0; i < length / PAGE; i++)
		platform_mapped[index_of(address) + i] = value;
}

int platform_memory_map(unsigned handle, void *address, size_t length,
                        unsigned protection)
{
	if (check_call(address, length))
		return -ENOMEM;
	assert_ptr_equal(mmap(address, length, (int)protection & ~PROT_EXEC,
	                      MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
	                 address);
	set_mapped(address, length, true);
	return 0;
}

int platform_memory_unmap(unsigned handle, void *address, size_t length)
{
	if (check_call(address, length))
		return -ENOMEM;
	mmap(address, length, PROT_NONE, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	set_mapped(address, length, false);
	return 0;
}

int platform_memory_protect(unsigned handle, void *address, size_t length,
                            unsigned protection)
{
	if (check_call(address, length))
		return -ENOMEM;
	for (unsigned i = 0; i < length / PAGE; i++)
		assert_true(platform_mapped[index_of(address) + i]);
	assert_true(!(protection & PROT_EXEC) || !(protection & PROT_WRITE));
	return mprotect(address, length, (int)protection & ~PROT_EXEC) ? -EINVAL : 0;
}

int platform_memory_discard(unsigned handle, void *address, size_t length)
{
	check_call(address, length);
	for (unsigned i = 0; i < length / PAGE; i++)
		assert_true(platform_mapped[index_of(address) + i]);
	return madvise(address, length, MADV_DONTNEED) ? -EINVAL : 0;
}

int platform_memory_move(unsigned handle, void *from, void *to, size_t length)
{
	if (check_call(from, length) || check_call(to, length))
		return -ENOMEM;
	assert_true((char *)to >= (char *)from + length ||
	            (char *)from >= (char *)to + length);
	assert_ptr_equal(mremap(from, length, length, MREMAP_FIXED | MREMAP_MAYMOVE, to),
	                 to);
	mmap(from, length, PROT_NONE, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	set_mapped(from, length, false);
	set_mapped(to, length, true);
	return 0;
}

size_t platform_memory_free(void)
{
	return SIZE_MAX;
}

int touch(void *address, bool write);
int touch(void *address, bool write)
{
	volatile char *at = address;

	if (write)
		*at = *at;
	return 0;
}

/* ---- the model ---- */

static uintptr_t at(unsigned page)
{
	return (uintptr_t)base + page * PAGE;
}

static unsigned flags_with(unsigned flags, unsigned protection)
{
	if (protection)
		flags |= VMA_MAPPED | (flags & VMA_NORESERVE ? 0 : VMA_PROMISED);
	return flags;
}

static bool all_used(unsigned page, unsigned count, bool used)
{
	for (unsigned i = page; i < page + count; i++)
		if (model[i].used != used)
			return false;
	return true;
}

static bool alike(const struct page *a, const struct page *b)
{
	return a->used && b->used && a->protection == b->protection &&
	       a->flags == b->flags;
}

static unsigned highest_hole(unsigned count)
{
	for (unsigned page = LAST - count; page >= REGION; page--)
		if (all_used(page, count, false))
			return page;
	return 0;
}

static void set(unsigned page, unsigned count, unsigned protection, unsigned flags)
{
	for (unsigned i = page; i < page + count; i++)
		model[i] =
		        (struct page){true, protection, flags_with(flags, protection), 0};
}

static void unset(unsigned page, unsigned count)
{
	memset(&model[page], 0, count * sizeof *model);
}

static void check_pages(void)
{
	for (unsigned i = REGION; i < LAST; i++) {
		struct vma *vma = vma_find(&space, at(i));
		bool used = vma && vma->start <= at(i);
		assert_int_equal(used, model[i].used);
		assert_int_equal(platform_mapped[i], (model[i].flags & VMA_MAPPED) != 0);
		if (!used)
			continue;
		assert_int_equal(vma->protection, model[i].protection);
		assert_int_equal(vma->flags, model[i].flags);
		/* what can be joined is */
		assert_int_equal(vma->end > at(i + 1), alike(&model[i], &model[i + 1]));
		if (model[i].protection & PROT_READ)
			assert_int_equal(*(uint32_t *)at(i), model[i].content);
	}
}

static void write_something(void)
{
	static uint32_t next;

	for (unsigned n = 0; n < 40; n++) {
		unsigned page = REGION + random_number(LAST - REGION);
		if (model[page].protection & PROT_WRITE)
			*(uint32_t *)at(page) = model[page].content = ++next;
	}
}

/* ---- the operations ---- */

static unsigned random_protection(void)
{
	static const unsigned choice[] = {PROT_NONE,
	                                  PROT_READ,
	                                  PROT_READ | PROT_WRITE,
	                                  PROT_READ | PROT_WRITE,
	                                  PROT_READ | PROT_EXEC,
	                                  PROT_READ | PROT_WRITE | PROT_EXEC};

	return choice[random_number(6)];
}

static unsigned random_page(unsigned count)
{
	return REGION + random_number(LAST - REGION - count);
}

static void try_mmap(void)
{
	unsigned count = 1 + random_number(random_number(4) ? 16 : 300),
	         page = random_page(count);
	unsigned protection = random_protection(), kind = random_number(4), placed = 0;
	bool noreserve = random_number(4) == 0;
	static const unsigned long kinds[] = {0, 0, MAP_FIXED, MAP_FIXED_NOREPLACE};
	uintptr_t hint = kind ? at(page) : 0;

	long result = sys_mmap(hint, count * PAGE - random_number(PAGE), protection,
	                       kinds[kind] | MAP_PRIVATE | MAP_ANONYMOUS |
	                               (noreserve ? MAP_NORESERVE : 0),
	                       -1, 0);
	if (fail_call && platform_calls >= fail_call) {
		assert_int_equal(result, -ENOMEM);
		return;
	}
	if (kind == 3 && !all_used(page, count, false)) {
		assert_int_equal(result, -EEXIST);
		return;
	}
	if (kind == 2 || (kind && all_used(page, count, false)))
		placed = page;
	else
		placed = highest_hole(count);
	if (!placed) {
		assert_int_equal(result, -ENOMEM);
		return;
	}
	assert_int_equal(result, at(placed));
	set(placed, count, protection, noreserve && protection ? VMA_NORESERVE : 0);
}

static void try_munmap(void)
{
	unsigned count = 1 + random_number(64), page = random_page(count);
	long result = sys_munmap(at(page), count * PAGE);

	if (fail_call && platform_calls >= fail_call) {
		assert_int_equal(result, -ENOMEM);
		return;
	}
	assert_int_equal(result, 0);
	unset(page, count);
}

/* Up to the first hole. */
static void try_mprotect(void)
{
	unsigned count = 1 + random_number(32), page = random_page(count),
	         protection = random_protection();
	long expected = all_used(page, count, true) ? 0 : -ENOMEM;

	assert_int_equal(sys_mprotect(at(page), count * PAGE, protection), expected);
	for (unsigned i = page; i < page + count && model[i].used; i++) {
		model[i].flags = flags_with(model[i].flags, protection);
		model[i].protection = protection;
	}
}

static void try_mlock(void)
{
	unsigned count = 1 + random_number(32), page = random_page(count);
	bool lock = random_number(2);
	long expected = all_used(page, count, true) ? 0 : -ENOMEM;

	for (unsigned i = page; i < page + count && !expected && lock; i++)
		if (!model[i].protection)
			expected = -ENOMEM;
	assert_int_equal(lock ? sys_mlock(at(page), count * PAGE)
	                      : sys_munlock(at(page), count * PAGE),
	                 expected);
	for (unsigned i = page; i < page + count && model[i].used; i++)
		model[i].flags =
		        lock ? model[i].flags | VMA_LOCKED : model[i].flags & ~VMA_LOCKED;
}

static void move_model(unsigned from, unsigned old, unsigned to, unsigned new, bool keep)
{
	static struct page copy[PAGES];
	unsigned count = old < new ? old : new;
	struct page first = model[from];

	memcpy(copy, &model[from], count * sizeof *model);
	unset(from, old);
	if (keep)
		set(from, old, first.protection, first.flags & ~VMA_LOCKED);
	set(to, new, first.protection, first.flags);
	memcpy(&model[to], copy, count * sizeof *model);
}

static void try_mremap(void)
{
	static const unsigned long kinds[] = {0, MREMAP_MAYMOVE,
	                                      MREMAP_MAYMOVE | MREMAP_FIXED,
	                                      MREMAP_MAYMOVE | MREMAP_DONTUNMAP};
	unsigned kind = random_number(4), old = 1 + random_number(16),
	         new = kind == 3 ? old : 1 + random_number(32);
	unsigned from = random_page(64), to = random_page(64), placed = from;
	bool one = model[from].used,
	     overlap = kind == 2 && to < from + old && from < to + new;
	unsigned kept = kind == 2 && old > new ? new : old;

	long result = sys_mremap(at(from), old * PAGE, new *PAGE, kinds[kind],
	                         kind == 2 ? at(to) : 0);
	if (!model[from].used || overlap) {
		assert_int_equal(result, model[from].used ? -EINVAL : -EFAULT);
		return;
	}
	if (kind == 2) {
		unset(to, new);
		placed = to;
		if (old > new)
			unset(from + new, old - new);
	}
	for (unsigned i = from; i + 1 < from + kept; i++)
		one = one && alike(&model[i], &model[i + 1]);
	if (!one && (kind >= 2 || new > old)) {
		assert_int_equal(result, -EFAULT);
		return;
	}
	if (kind == 3)
		placed = highest_hole(new);
	else if (kind < 2 && new > old &&
	         !(all_used(from + old, new - old, false) &&
	           !alike(&model[from + old - 1], &model[from + old])))
		placed = kind ? highest_hole(new) : 0;
	if (!placed) {
		assert_int_equal(result, -ENOMEM);
		return;
	}
	assert_int_equal(result, at(placed));
	if (placed != from)
		move_model(from, kept, placed, new, kind == 3);
	else if (new > old)
		set(from + old, new - old, model[from].protection, model[from].flags);
	else
		unset(from + new, old - new);
}

/* Up to the first area that is locked; holes are passed over. */
static void try_madvise(void)
{
	unsigned count = 1 + random_number(32), page = random_page(count);
	int advice = random_number(2) ? MADV_DONTNEED : MADV_FREE;
	long expected = all_used(page, count, true) ? 0 : -ENOMEM;
	unsigned last = page;

	while (last < page + count && !(model[last].flags & VMA_LOCKED))
		last++;
	if (last < page + count)
		expected = -EINVAL;
	assert_int_equal(sys_madvise(at(page), count * PAGE, advice), expected);
	for (unsigned i = page; i < last; i++)
		model[i].content = 0;
}

static int begin(void **unused)
{
	base = mmap(NULL, PAGES * PAGE, PROT_NONE,
	            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	platform_information.space_low = (uintptr_t)base;
	platform_information.space_high = (uintptr_t)base + PAGES * PAGE;
	platform_information.memory = SIZE_MAX;
	main_stack = (struct stack){at(LAST), at(LAST + 1), at(PAGES)};
	set_mapped((void *)at(LAST + 1), STACK * PAGE, true);
	return 0;
}

static int end(void **unused)
{
	assert_int_equal(sys_munmap(at(REGION), (LAST - REGION) * PAGE), 0);
	unset(0, PAGES);
	check_pages();
	return 0;
}

static void random_operations(void **unused)
{
	image_note.flags = IMAGE_JIT_FAULT;
	for (unsigned step = 0; step < STEPS; step++) {
		switch (random_number(9)) {
		case 8:
			try_mlock();
			break;
		case 0:
		case 1:
			try_mmap();
			break;
		case 2:
			try_munmap();
			break;
		case 3:
		case 4:
			try_mprotect();
			break;
		case 5:
		case 6:
			try_mremap();
			break;
		case 7:
			try_madvise();
			break;
		}
		write_something();
		if (step % 8 == 0)
			check_pages();
	}
	image_note.flags = 0;
}

/* When the platform or the libos's own memory fails, nothing has changed. */
static void failures(void **unused)
{
	image_note.flags = IMAGE_JIT_FAULT;
	for (unsigned step = 0; step < 4000; step++) {
		if (step % 3 == 0)
			fail_call = platform_calls + 1;
		if (random_number(2))
			try_mmap();
		else
			try_munmap();
		fail_call = 0;
		check_pages();
	}
	image_note.flags = 0;
}

static long map(unsigned count, unsigned protection, unsigned long flags)
{
	return sys_mmap(0, count * PAGE, protection, flags | MAP_PRIVATE | MAP_ANONYMOUS,
	                -1, 0);
}

/* -ENOMEM comes at the limit, and all that was given back can be had again. */
static void memory_limit(void **unused)
{
	const unsigned both = PROT_READ | PROT_WRITE;
	unsigned limit = 600, count;

	platform_information.memory = limit * PAGE;
	for (unsigned round = 0; round < 3; round++) {
		for (count = 0; map(1, both, 0) > 0;)
			count++;
		size_t needed = footprint_size(space.root->footprint) + memory_mapped() +
		                memory_mapped() / 512 + MEMORY_SLACK(limit * PAGE);
		assert_true(footprint_size(space.root->footprint) > count * PAGE);
		assert_in_range(needed, (limit - 2) * PAGE + 1, limit * PAGE);
		assert_int_equal(map(1, both, 0), -ENOMEM);
		assert_int_equal(sys_brk(sys_brk(0) + PAGE), sys_brk(0));

		/* what promises nothing still works */
		long none = map(900, PROT_NONE, 0),
		     unreserved = map(900, both, MAP_NORESERVE);
		assert_true(none > 0 && unreserved > 0);
		assert_int_equal(map(900, PROT_READ, 0), -ENOMEM);
		assert_int_equal(sys_mprotect((uintptr_t)none, PAGE, both), -ENOMEM);
		assert_int_equal(sys_mprotect((uintptr_t)unreserved, PAGE, PROT_READ), 0);
		assert_int_equal(sys_munmap((uintptr_t)none, 900 * PAGE), 0);
		assert_int_equal(sys_munmap((uintptr_t)unreserved, 900 * PAGE), 0);

		/* read-only memory keeps its promise */
		struct vma *vma = vma_find(&space, at(REGION));
		uintptr_t some = vma->start;
		assert_int_equal(sys_mprotect(some, 50 * PAGE, PROT_READ), 0);
		assert_int_equal(map(1, both, 0), -ENOMEM);
		assert_int_equal(
		        sys_mremap(some, 50 * PAGE, 60 * PAGE, MREMAP_MAYMOVE, 0),
		        -ENOMEM);
		assert_int_equal(sys_munmap(some, 50 * PAGE), 0);
		assert_true(map(50, both, 0) > 0);
		assert_int_equal(map(1, both, 0), -ENOMEM);
		assert_int_equal(sys_munmap(at(REGION), (LAST - REGION) * PAGE), 0);
	}
	platform_information.memory = SIZE_MAX;
}

static void program_break(void **unused)
{
	uintptr_t start = (uintptr_t)sys_brk(0);

	assert_int_equal(sys_brk(1), start);
	assert_int_equal(sys_brk(start + 100), start + 100);
	*(volatile char *)start = 1;
	assert_int_equal(sys_brk(start + 3 * PAGE), start + 3 * PAGE);
	*(volatile char *)(start + 3 * PAGE - 1) = 2;
	assert_int_equal(sys_brk(start + PAGE), start + PAGE);
	assert_int_equal(sys_brk(start + 2 * PAGE), start + 2 * PAGE);
	assert_int_equal(*(volatile char *)start, 1);
	assert_int_equal(*(volatile char *)(start + 2 * PAGE - 1), 0);
	assert_int_equal(sys_brk(UINTPTR_MAX), start + 2 * PAGE);
	/* something stands in its way */
	assert_int_equal(sys_mmap(start + 4 * PAGE, PAGE, PROT_NONE,
	                          MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
	                 start + 4 * PAGE);
	assert_int_equal(sys_brk(start + 4 * PAGE), start + 2 * PAGE);
	assert_int_equal(sys_brk(start + 3 * PAGE), start + 3 * PAGE);
	assert_int_equal(sys_brk(start), start);
}

static void wrong_calls(void **unused)
{
	const unsigned long anonymous = MAP_PRIVATE | MAP_ANONYMOUS;
	uintptr_t page = at(REGION + 100);

	assert_int_equal(sys_mmap(0, 0, PROT_READ, anonymous, -1, 0), -EINVAL);
	assert_int_equal(sys_mmap(0, PAGE, PROT_READ, MAP_ANONYMOUS, -1, 0), -EINVAL);
	assert_int_equal(sys_mmap(0, PAGE, PROT_READ, MAP_PRIVATE, 4, 0), -EBADF);
	assert_int_equal(sys_mmap(0, PAGE, PROT_READ, MAP_PRIVATE, 3, 0), -ENODEV);
	assert_int_equal(
	        sys_mmap(page + 1, PAGE, PROT_READ, anonymous | MAP_FIXED, -1, 0),
	        -EINVAL);
	assert_int_equal(sys_mmap(0, PAGE, PROT_WRITE | PROT_EXEC, anonymous, -1, 0),
	                 -EACCES);
	assert_int_equal(sys_mmap(0, SIZE_MAX, PROT_READ, anonymous, -1, 0), -ENOMEM);
	assert_int_equal(sys_mmap(0, PAGES * PAGE, PROT_READ, anonymous, -1, 0), -ENOMEM);
	assert_int_equal(sys_mmap(PAGE, PAGE, PROT_READ, anonymous | MAP_FIXED, -1, 0),
	                 -ENOMEM);
	assert_int_equal(
	        sys_mmap(at(PAGES), PAGE, PROT_READ, anonymous | MAP_FIXED, -1, 0),
	        -ENOMEM);
	assert_int_equal(
	        sys_mmap(main_stack.low, PAGE, PROT_READ, anonymous | MAP_FIXED, -1, 0),
	        -ENOMEM);
	assert_int_equal(
	        sys_mmap(main_stack.guard, PAGE, PROT_READ, anonymous | MAP_FIXED, -1, 0),
	        -ENOMEM);
	assert_int_equal(sys_munmap(page + 1, PAGE), -EINVAL);
	assert_int_equal(sys_munmap(page, 0), -EINVAL);
	assert_int_equal(sys_munmap(main_stack.low, PAGE), -EINVAL);
	assert_int_equal(sys_munmap(at(0), PAGE), -EINVAL);
	assert_int_equal(sys_munmap(at(PAGES), PAGE), -EINVAL);
	assert_int_equal(sys_mprotect(page + 1, PAGE, PROT_READ), -EINVAL);
	assert_int_equal(sys_mprotect(page, PAGE, 64), -EINVAL);
	assert_int_equal(sys_mprotect(page, PAGE, PROT_READ), -ENOMEM);
	assert_int_equal(sys_mprotect(page, SIZE_MAX, PROT_READ), -ENOMEM);
	assert_int_equal(sys_mprotect(page, 0, PROT_READ), 0);
	assert_int_equal(sys_mprotect(page, PAGE, PROT_WRITE | PROT_EXEC), -ENOMEM);
	assert_int_equal(sys_mprotect(main_stack.low, PAGE, PROT_READ | PROT_EXEC),
	                 -EACCES);
	assert_int_equal(sys_mprotect(main_stack.guard, PAGE, PROT_READ), -EACCES);
	assert_int_equal(sys_mremap(page, PAGE, 0, 0, 0), -EINVAL);
	assert_int_equal(sys_mremap(page, 0, PAGE, 0, 0), -EFAULT);
	assert_int_equal(sys_mremap(page, PAGE, PAGE, MREMAP_FIXED, page), -EINVAL);
	assert_int_equal(sys_mremap(page, PAGE, PAGE, 8, 0), -EINVAL);
	assert_int_equal(sys_mremap(main_stack.low, PAGE, 2 * PAGE, 0, 0), -ENOMEM);
	assert_int_equal(sys_mremap(main_stack.guard, PAGE, 2 * PAGE, 0, 0), -EFAULT);
	assert_int_equal(sys_madvise(page, PAGE, MADV_WILLNEED), -ENOMEM);
	assert_int_equal(sys_madvise(page, PAGE, 99), -EINVAL);
	assert_int_equal(sys_madvise(page + 1, PAGE, MADV_NORMAL), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_teardown(wrong_calls, end),
	        cmocka_unit_test_teardown(program_break, end),
	        cmocka_unit_test_teardown(memory_limit, end),
	        cmocka_unit_test_teardown(random_operations, end),
	        cmocka_unit_test_teardown(failures, end),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, begin, NULL);
}
