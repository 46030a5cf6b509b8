/* SPDX-License-Identifier: ISC */
/*
 * Lists of watchers (watch.h). Lock: the list's.
 */
#include "event/watch.h"

static void insert(struct watch **link, struct watch *watch)
{
	watch->next = *link;
	watch->link = link;
	if (watch->next)
		watch->next->link = &watch->next;
	__atomic_store_n(link, watch, __ATOMIC_SEQ_CST);
}

void watch_add(struct watch_list *list, struct watch *watch)
{
	lock_acquire(&list->lock);
	bool last = !list->first || watch->wanted & WATCH_ALONE;
	insert(list->first && last ? list->last : &list->first, watch);
	if (last)
		list->last = &watch->next;
	lock_release(&list->lock);
}

void watch_remove(struct watch_list *list, struct watch *watch)
{
	lock_acquire(&list->lock);
	if (watch->link) {
		*watch->link = watch->next;
		if (watch->next)
			watch->next->link = watch->link;
		else
			list->last = watch->link;
		watch->link = NULL;
	}
	lock_release(&list->lock);
}

void watch_tell(struct watch_list *list, unsigned events)
{
	if (!watch_any(list))
		return;
	lock_acquire(&list->lock);
	for (struct watch *watch = list->first; watch; watch = watch->next) {
		unsigned wanted = __atomic_load_n(&watch->wanted, __ATOMIC_RELAXED);
		if (wanted & events && watch->changed(watch, events) &&
		    wanted & ~events & WATCH_ALONE)
			break;
	}
	lock_release(&list->lock);
}
