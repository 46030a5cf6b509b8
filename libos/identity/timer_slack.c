/* SPDX-License-Identifier: ISC */
/*
 * PR_SET_TIMERSLACK, kept and told again, one for all threads.
 */
#include "identity/timer_slack.h"

unsigned long timer_slack = TIMER_SLACK;
