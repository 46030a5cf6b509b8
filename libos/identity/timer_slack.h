/* SPDX-License-Identifier: ISC */
#ifndef LIBOS_IDENTITY_TIMER_SLACK_H
#define LIBOS_IDENTITY_TIMER_SLACK_H

#define TIMER_SLACK 50000 /* ns; Linux's default */

/* timer_slack.c: as prctl(2) and /proc tell it; a single word. */
extern unsigned long timer_slack __attribute__((visibility("hidden")));

#endif
