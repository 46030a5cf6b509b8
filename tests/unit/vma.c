/* SPDX-License-Identifier: ISC */
/* The VMA store against a naive model, an array of pages, under random operations. */
#include "unit.h"

#include "libos/mem/vma.c"

#define PAGES 512u
#define UNIT  0x40000ul /* a page of the model; 8 of them share a page table */
#define LOW   ((1ul << 39) - 64 * UNIT) /* tables of all levels end within */
#define STEPS 20000

static struct vma *owner[PAGES]; /* the model: the area that has each page */
static struct vma_store store = {.low = LOW, .high = LOW + PAGES * UNIT};

static uintptr_t address(unsigned page)
{
	return LOW + page * UNIT;
}

static unsigned page_of(uintptr_t at)
{
	return (unsigned)((at - LOW) / UNIT);
}

static void own(struct vma *vma, struct vma *value)
{
	for (unsigned page = page_of(vma->start); page < page_of(vma->end); page++) {
		assert_ptr_equal(owner[page], value ? NULL : vma);
		owner[page] = value;
	}
}

/* The three invariants of vma.c, computed anew. Returns the number of areas. */
static unsigned check_tree(struct vma *vma, struct vma *parent, unsigned *tallness)
{
	unsigned below, above;

	*tallness = 0;
	if (!vma)
		return 0;
	assert_ptr_equal(vma->parent, parent);
	unsigned count = 1 + check_tree(vma->child[0], vma, &below) +
	                 check_tree(vma->child[1], vma, &above);
	assert_true(below <= above + 1 && above <= below + 1);
	*tallness = 1 + (below > above ? below : above);
	assert_int_equal(vma->height, *tallness);
	size_t hole = 0;
	for (int side = 0; side < 2; side++)
		if (vma->child[side] && vma->child[side]->hole > hole)
			hole = vma->child[side]->hole;
	if (vma->child[0]) {
		assert_true(vma->child[0]->high <= vma->start);
		hole = hole > vma->start - vma->child[0]->high
		               ? hole
		               : vma->start - vma->child[0]->high;
	}
	if (vma->child[1]) {
		assert_true(vma->child[1]->low >= vma->end);
		hole = hole > vma->child[1]->low - vma->end
		               ? hole
		               : vma->child[1]->low - vma->end;
	}
	assert_int_equal(vma->hole, hole);
	assert_int_equal(vma->low, vma->child[0] ? vma->child[0]->low : vma->start);
	assert_int_equal(vma->high, vma->child[1] ? vma->child[1]->high : vma->end);
	return count;
}

/* Every area once, in order, by vma_find, vma_next and vma_previous. */
static void check_order(void)
{
	struct vma *previous = NULL, *vma = vma_find(&store, 0);

	for (unsigned page = 0; page < PAGES; page++) {
		struct vma *expected = NULL;
		for (unsigned next = page; next < PAGES && !expected; next++)
			expected = owner[next];
		assert_ptr_equal(vma_find(&store, address(page)), expected);
		assert_ptr_equal(vma_find(&store, address(page) + UNIT - 1), expected);
	}
	for (unsigned page = 0; page < PAGES; page++) {
		if (!owner[page] || owner[page] == previous)
			continue;
		assert_ptr_equal(vma, owner[page]);
		assert_ptr_equal(vma_previous(vma), previous);
		previous = vma;
		vma = vma_next(vma);
	}
	assert_null(vma);
}

static uintptr_t naive_place(unsigned pages)
{
	unsigned run = 0;

	for (unsigned page = PAGES; page-- > 0;) {
		run = owner[page] ? 0 : run + 1;
		if (run == pages)
			return address(page);
	}
	return 0;
}

static void check_place(void)
{
	for (unsigned pages = 1; pages <= PAGES; pages += 1 + pages / 4) {
		uintptr_t place = vma_place(&store, pages * UNIT);
		unsigned above = page_of(place) + pages;
		assert_int_equal(place != 0, naive_place(pages) != 0);
		if (!place)
			continue;
		/* it fits, ends where an area or the space does, and no higher hole would
		 * have done */
		for (unsigned page = page_of(place); page < above; page++)
			assert_null(owner[page]);
		assert_true(above == PAGES || owner[above]);
		assert_int_equal(place, naive_place(pages));
	}
}

/* What the areas of a range need, by looking at each page: tables, and promised pages. */
static size_t naive_footprint(unsigned from, unsigned to)
{
	static const unsigned shifts[] = {21, 30, 39};
	uintptr_t last[3] = {0};
	size_t sum = 0;

	for (unsigned page = from; page < to; page++) {
		if (!owner[page] || !owner[page]->flags)
			continue;
		sum += owner[page]->flags & VMA_PROMISED ? UNIT : 0;
		for (unsigned level = 0; level < 3; level++) {
			uintptr_t table = 1 + (address(page) >> shifts[level]);
			sum += table == last[level] ? 0 : PLATFORM_PAGE;
			last[level] = table;
		}
	}
	return sum;
}

static void check_footprint(void)
{
	unsigned cut = random_number(PAGES + 1);
	struct footprint below = vma_below(&store, address(cut)),
	                 above = vma_above(&store, address(cut));

	assert_int_equal(footprint_size(below), naive_footprint(0, cut));
	assert_int_equal(footprint_size(above), naive_footprint(cut, PAGES));
	assert_int_equal(footprint_size(footprint_join(below, above)),
	                 naive_footprint(0, PAGES));
	assert_int_equal(store.root ? footprint_size(store.root->footprint) : 0,
	                 naive_footprint(0, PAGES));
}

static unsigned areas(void)
{
	unsigned count = 0;

	for (struct vma *vma = vma_find(&store, 0); vma; vma = vma_next(vma))
		count++;
	return count;
}

static void insert(unsigned page, unsigned length)
{
	for (unsigned i = 0; i < length; i++)
		if (page + i >= PAGES || owner[page + i])
			length = i;
	if (!length)
		return;
	struct vma *vma = calloc(1, sizeof *vma);
	vma->start = address(page);
	vma->end = address(page + length);
	vma->flags = random_number(3) ? VMA_PROMISED : random_number(2) * VMA_TABLED;
	own(vma, vma);
	vma_insert(&store, vma);
}

static void resize(struct vma *vma)
{
	unsigned start = page_of(vma->start), end = page_of(vma->end);

	own(vma, NULL);
	if (random_number(2) && end - start > 1)
		start += random_number(end - start);
	else
		while (start > 0 && !owner[start - 1] && random_number(3))
			start--;
	while (end < PAGES && !owner[end] && random_number(3))
		end++;
	vma_resize(vma, address(start), address(end));
	own(vma, vma);
}

static void release(struct vma *vma)
{
	own(vma, NULL);
	vma_remove(&store, vma);
	free(vma);
}

static void random_operations(void **unused)
{
	unsigned tallness;

	for (unsigned step = 0; step < STEPS; step++) {
		unsigned page = random_number(PAGES);
		struct vma *vma = owner[page];
		/* fuller and emptier by turns */
		bool grow = random_number(10) < (step / 2000 % 2 ? 7u : 4u);
		if (!vma && grow)
			insert(page, 1 + random_number(6));
		else if (vma && random_number(3) == 0)
			resize(vma);
		else if (vma && !grow)
			release(vma);
		else if (vma)
			vma_set_flags(vma, vma->flags ^ (random_number(2) ? VMA_PROMISED
			                                                  : VMA_TABLED));
		check_tree(store.root, NULL, &tallness);
		if (step % 50 == 0) {
			check_order();
			check_place();
			check_footprint();
			assert_int_equal(store.count, areas());
		}
	}
	for (unsigned page = 0; page < PAGES; page++)
		if (owner[page])
			release(owner[page]);
	assert_null(store.root);
}

/* Ascending order would make a plain tree a list; 1.44 log2(n) is the AVL tree's limit.
 */
static void stays_flat(void **unused)
{
	unsigned tallness;

	for (unsigned page = 0; page < PAGES; page += 2)
		insert(page, 1);
	assert_int_equal(check_tree(store.root, NULL, &tallness), PAGES / 2);
	assert_in_range(tallness, 9, 11);
	for (unsigned page = 0; page < PAGES; page += 2)
		release(owner[page]);
}

static void empty_and_full(void **unused)
{
	assert_null(vma_find(&store, 0));
	assert_int_equal(vma_place(&store, PAGES * UNIT), LOW);
	assert_int_equal(vma_place(&store, (PAGES + 1) * UNIT), 0);
	insert(0, PAGES);
	assert_int_equal(vma_place(&store, UNIT), 0);
	release(owner[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(empty_and_full),
	        cmocka_unit_test(stays_flat),
	        cmocka_unit_test(random_operations),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
