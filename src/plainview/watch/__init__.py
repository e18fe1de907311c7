"""Watches: standing questions of a case. New evidence raises one alert, by mail, webhook, feed and page; see docs/watch.md.

It watches the searchers, never the searched: a watch asks about agencies, states, purposes, numbers and days, and there is no
way to set one on a plate, a person or an account.
"""
