"""A short version of `make trials-watch`: alerts for planted events, each exactly once, through kill -9 and failing receivers."""

from __future__ import annotations

from pathlib import Path

import watch_trials


def test_each_planted_event_is_told_exactly_once_through_kills_and_failing_receivers(tmp_path: Path) -> None:
    sums = watch_trials.trials(tmp_path, 6, seed=5)
    assert {name: sums[name] for name in (*watch_trials.NEVER, "different")} == dict.fromkeys(
        (*watch_trials.NEVER, "different"), 0
    )
    assert sums["alerts"] == 6 * len(watch_trials.WATCHES)
    assert sums["kills"] >= 6
    assert sums["messages"] > sums["trials"]
