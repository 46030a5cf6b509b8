/* SPDX-License-Identifier: ISC */
/* temporary */
#include "fs/pages.h"
#include "mem/memory.h"
#include <linux/fs.h>
#define MOST (1ul << 20)
struct lock pages_lock;
static char *base(struct pages *p)
{
	if (!p->mappings) {
		p->count = (uint64_t)memory_map(MOST);
		p->mappings = 1;
	}
	return (char *)p->count;
}
void pages_end(struct pages *pages)
{
	if (pages->mappings)
		memory_unmap(base(pages), MOST);
}
long pages_read(struct pages *p, struct transfer *t)
{
	uint64_t at = t->position;
	if (at >= p->size)
		return 0;
	size_t n = p->size - at;
	if (n > t->left)
		n = t->left;
	long r = transfer_out(t, base(p) + at, n);
	if (r > 0)
		t->position += (uint64_t)r;
	return r;
}
long pages_write(struct pages *p, struct transfer *t)
{
	if (t->position + t->left > MOST)
		return -ENOSPC;
	long r = transfer_in(t, base(p) + t->position, t->left);
	if (r > 0)
		t->position += (uint64_t)r;
	if (t->position > p->size)
		p->size = t->position;
	return r;
}
const char *pages_at(struct pages *p, uint64_t o, size_t *l)
{
	*l = p->size - o;
	return base(p) + o;
}
int pages_resize(struct pages *p, uint64_t size)
{
	if (size < p->size)
		memset(base(p) + size, 0, p->size - size);
	p->size = size;
	return 0;
}
int pages_allocate(struct pages *p, uint64_t o, uint64_t l)
{
	return 0;
}
int pages_punch(struct pages *p, uint64_t o, uint64_t l)
{
	if (o < p->size)
		memset(base(p) + o, 0, o + l < p->size ? l : p->size - o);
	return 0;
}
long pages_seek(struct pages *p, uint64_t o, int w)
{
	if (o >= p->size)
		return -ENXIO;
	return w == SEEK_DATA ? (long)o : (long)p->size;
}
uint64_t pages_blocks(const struct pages *p)
{
	return (p->size + 511) / 512;
}
int pages_map(struct pages *p, struct mapping *m)
{
	return -ENODEV;
}
