/* SPDX-License-Identifier: ISC */
/*
 * /proc/PID/maps, smaps and smaps_rollup. All areas are written under space_lock, so the
 * answer is of one moment.
 */
#include "fs/proc/proc.h"
#include "mem/space.h"

#define NAME_COLUMN 73

static void put_area(struct text *to, const struct area *area)
{
	unsigned protection = area->protection;
	size_t from = to->length;

	text_put(to, "%08lx-%08lx %c%c%c%c %08lx 00:00 0 ", area->start, area->end,
	         protection & PLATFORM_READ ? 'r' : '-',
	         protection & PLATFORM_WRITE ? 'w' : '-',
	         protection & PLATFORM_EXECUTE ? 'x' : '-',
	         area->flags & VMA_SHARED ? 's' : 'p', area->offset);
	if (area->image || area->name)
		text_pad(to, from, NAME_COLUMN);
	if (area->image)
		proc_executable(to, NULL);
	else if (area->name)
		text_put(to, "%s", area->name);
	text_put(to, "\n");
}

int proc_maps(struct text *to, const struct synthetic_node *of)
{
	struct areas areas = {0};

	proc_areas_hold();
	while (area_next(&areas))
		put_area(to, &areas.now);
	proc_areas_release();
	return 0;
}

/* ---- with sizes ---- */

struct sizes {
	size_t size, resident, shared, anonymous, locked;
};

static void put_size(struct text *to, const char *name, size_t bytes)
{
	size_t from = to->length;

	text_put(to, "%s:", name);
	text_pad(to, from, 16);
	text_put(to, "%8lu kB\n", bytes / 1024);
}

static void put_sizes(struct text *to, const struct sizes *sizes)
{
	static const char zeros[] =
	        "LazyFree\0AnonHugePages\0ShmemPmdMapped\0FilePmdMapped\0"
	        "Shared_Hugetlb\0Private_Hugetlb\0Swap\0SwapPss\0";
	size_t private = sizes->resident - sizes->shared;

	put_size(to, "Rss", sizes->resident);
	put_size(to, "Pss", sizes->resident);
	put_size(to, "Shared_Clean", 0);
	put_size(to, "Shared_Dirty", sizes->shared);
	put_size(to, "Private_Clean", private - sizes->anonymous);
	put_size(to, "Private_Dirty", sizes->anonymous);
	put_size(to, "Referenced", sizes->resident);
	put_size(to, "Anonymous", sizes->anonymous);
	for (const char *name = zeros; *name; name += strlen(name) + 1)
		put_size(to, name, 0);
	put_size(to, "Locked", sizes->locked);
}

static struct sizes sizes_of(const struct area *area)
{
	struct sizes sizes = {.size = area->end - area->start,
	                      .resident = proc_resident(area)};

	if (area->flags & VMA_SHARED)
		sizes.shared = sizes.resident;
	else if (!area->image || (area->protection & PLATFORM_WRITE))
		sizes.anonymous = sizes.resident;
	if (area->flags & VMA_LOCKED)
		sizes.locked = sizes.size;
	return sizes;
}

static void put_flags(struct text *to, const struct area *area)
{
	unsigned protection = area->protection, flags = area->flags;

	text_put(to, "VmFlags:%s%s%s%s mr mw me%s%s%s%s\n",
	         protection & PLATFORM_READ ? " rd" : "",
	         protection & PLATFORM_WRITE ? " wr" : "",
	         protection & PLATFORM_EXECUTE ? " ex" : "",
	         flags & VMA_SHARED ? " sh" : "", flags & VMA_GROWSDOWN ? " gd" : "",
	         flags & VMA_LOCKED ? " lo" : "", flags & VMA_NORESERVE ? " nr" : "",
	         protection & PLATFORM_WRITE ? " ac" : "");
}

int proc_smaps(struct text *to, const struct synthetic_node *of)
{
	struct areas areas = {0};

	proc_areas_hold();
	while (area_next(&areas)) {
		struct sizes sizes = sizes_of(&areas.now);
		put_area(to, &areas.now);
		put_size(to, "Size", sizes.size);
		put_size(to, "KernelPageSize", PLATFORM_PAGE);
		put_size(to, "MMUPageSize", PLATFORM_PAGE);
		put_sizes(to, &sizes);
		text_put(to, "THPeligible:    0\n");
		put_flags(to, &areas.now);
	}
	proc_areas_release();
	return 0;
}

int proc_smaps_rollup(struct text *to, const struct synthetic_node *of)
{
	struct sizes sum = {0};
	struct areas areas = {0};
	uintptr_t low = UINTPTR_MAX, high = 0;

	proc_areas_hold();
	while (area_next(&areas)) {
		struct sizes sizes = sizes_of(&areas.now);
		sum.resident += sizes.resident;
		sum.shared += sizes.shared;
		sum.anonymous += sizes.anonymous;
		sum.locked += sizes.locked;
		low = areas.now.start < low ? areas.now.start : low;
		high = areas.now.end > high ? areas.now.end : high;
	}
	proc_areas_release();
	struct area all = {.start = low, .end = high, .name = "[rollup]"};
	put_area(to, &all);
	put_sizes(to, &sum);
	return 0;
}
