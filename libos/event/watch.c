/* SPDX-License-Identifier: ISC */
/*
 * Lists of watchers (watch.h). Lock: the list's.
 */
#include "event/watch.h"

void watch_add(struct watch_list *list, struct watch *watch)
{
	lock_acquire(&list->lock);
	if (!list->first)
		list->last = &list->first;
	watch->next = NULL;
	watch->link = list->last;
	__atomic_store_n(list->last, watch, __ATOMIC_SEQ_CST);
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
	for (struct watch *watch = list->first; watch; watch = watch->next)
		watch->changed(watch, events);
	lock_release(&list->lock);
}
