/* SPDX-License-Identifier: ISC */
/*
 * /proc/PID/maps, smaps and smaps_rollup. All areas are taken down under space_lock, so
 * the answer is of one moment; names of files, for which one may have to sleep, are found
 * afterwards.
 */
#include "fs/proc/proc.h"
#include "mem/mapping.h"
#include "mem/space.h"

#define NAME_COLUMN 73

/* An area as it was, with its file held. */
struct taken {
	struct area area;
	struct file *file; /* NULL: none */
	size_t resident;
};

/* All of them, in `to`; `sizes`: with what is resident. -ENOMEM. */
static int take_areas(struct text *to, bool sizes)
{
	struct areas areas = {0};
	struct file *lost = NULL; /* there was no room for its area */

	proc_areas_hold();
	while (!to->failed && area_next(&areas)) {
		struct taken taken = {.area = areas.now};
		if (areas.now.mapping && mapping_file)
			taken.file = mapping_file(areas.now.mapping);
		if (sizes)
			taken.resident = proc_resident(&areas.now);
		text_add(to, (char *)&taken, sizeof taken);
		lost = to->failed ? taken.file : NULL;
	}
	proc_areas_release();
	if (lost)
		file_put(lost);
	return to->failed ? -ENOMEM : 0;
}

static void free_areas(struct text *areas)
{
	struct taken *taken = (struct taken *)areas->bytes;

	for (size_t i = 0; i < areas->length / sizeof *taken; i++)
		if (taken[i].file)
			file_put(taken[i].file);
	text_free(areas);
}

static void put_area(struct text *to, const struct taken *taken)
{
	const struct area *area = &taken->area;
	const struct inode *inode = taken->file ? file_inode(taken->file) : NULL;
	uint64_t device = inode ? inode->system->device : 0;
	unsigned protection = area->protection;
	size_t from = to->length;

	text_put(to, "%08lx-%08lx %c%c%c%c %08lx %02lx:%02lx %lu ", area->start,
	         area->end, protection & PLATFORM_READ ? 'r' : '-',
	         protection & PLATFORM_WRITE ? 'w' : '-',
	         protection & PLATFORM_EXECUTE ? 'x' : '-',
	         area->flags & VMA_SHARED ? 's' : 'p', area->offset, device >> 8 & 0xfff,
	         (device & 0xff) | (device >> 12 & 0xfff00), inode ? inode->number : 0);
	if (inode || area->image || area->name)
		text_pad(to, from, NAME_COLUMN);
	if (inode)
		proc_put_path(to, taken->file->entry);
	else if (area->image)
		proc_executable(to, NULL);
	else if (area->name)
		text_put(to, "%s", area->name);
	text_put(to, "\n");
}

int proc_maps(struct text *to, const struct synthetic_node *of)
{
	struct text areas = {0};
	int result = take_areas(&areas, false);
	const struct taken *taken = (struct taken *)areas.bytes;

	for (size_t i = 0; i < areas.length / sizeof *taken; i++)
		put_area(to, &taken[i]);
	free_areas(&areas);
	return result;
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

static struct sizes sizes_of(const struct taken *taken)
{
	const struct area *area = &taken->area;
	struct sizes sizes = {.size = area->end - area->start,
	                      .resident = taken->resident};

	if (area->flags & VMA_SHARED)
		sizes.shared = sizes.resident;
	else if (!taken->file && (!area->image || (area->protection & PLATFORM_WRITE)))
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

static void put_area_with_sizes(struct text *to, const struct taken *taken)
{
	const struct sizes sizes = sizes_of(taken);

	put_area(to, taken);
	put_size(to, "Size", sizes.size);
	put_size(to, "KernelPageSize", PLATFORM_PAGE);
	put_size(to, "MMUPageSize", PLATFORM_PAGE);
	put_sizes(to, &sizes);
	text_put(to, "THPeligible:    0\n");
	put_flags(to, &taken->area);
}

int proc_smaps(struct text *to, const struct synthetic_node *of)
{
	struct text areas = {0};
	int result = take_areas(&areas, true);
	const struct taken *taken = (struct taken *)areas.bytes;

	for (size_t i = 0; i < areas.length / sizeof *taken; i++)
		put_area_with_sizes(to, &taken[i]);
	free_areas(&areas);
	return result;
}

static void add_sizes(struct sizes *sum, const struct taken *taken)
{
	const struct sizes sizes = sizes_of(taken);

	sum->resident += sizes.resident;
	sum->shared += sizes.shared;
	sum->anonymous += sizes.anonymous;
	sum->locked += sizes.locked;
}

int proc_smaps_rollup(struct text *to, const struct synthetic_node *of)
{
	struct taken all = {.area = {.name = "[rollup]"}};
	struct sizes sum = {0};
	struct text areas = {0};
	int result = take_areas(&areas, true);
	const struct taken *taken = (struct taken *)areas.bytes;
	size_t count = areas.length / sizeof *taken;

	for (size_t i = 0; i < count; i++)
		add_sizes(&sum, &taken[i]);
	if (count) {
		all.area.start = taken[0].area.start;
		all.area.end = taken[count - 1].area.end;
	}
	put_area(to, &all);
	put_sizes(to, &sum);
	free_areas(&areas);
	return result;
}
