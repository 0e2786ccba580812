"""How far long work has come, shown on a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")

Progress: TypeAlias = Callable[[Sequence[Any], str], Iterable[Any]]
"""Takes what is to be worked through, and a word for the work; gives the same items, and may show how far one is."""

PATIENCE = 0.5
"""After so many seconds something is shown; most work is done before."""


def silent(items: Sequence[T], _what: str) -> Iterable[T]:
    """The items, with nothing shown."""
    return items


def shown(items: Sequence[T], what: str) -> Iterator[T]:
    """The items, and on standard error a bar of how many of them are done; it goes when they are."""
    start, bar = time.monotonic(), None
    try:
        for done, item in enumerate(items):
            if bar is None and time.monotonic() - start > PATIENCE:
                from tqdm import tqdm  # noqa: PLC0415 (short work does not wait for it)

                bar = tqdm(total=len(items), initial=done, desc=what, unit=" files", file=sys.stderr, leave=False)
            yield item
            if bar is not None:
                bar.update()
    finally:
        if bar is not None:
            bar.close()


@contextmanager
def metered(size: int, what: str, progress: Progress) -> Iterator[Callable[[int], object]]:
    """Show how many bytes of so many are done, where the progress of other work is shown: whoever works tells it."""
    start, done, bar = time.monotonic(), 0, None

    def read(number: int) -> None:
        nonlocal done, bar
        done += number
        if bar is not None:
            bar.update(number)
        elif progress is not silent and time.monotonic() - start > PATIENCE:
            from tqdm import tqdm  # noqa: PLC0415 (as above)

            bar = tqdm(total=size, initial=done, desc=what, unit="B", unit_scale=True, file=sys.stderr, leave=False)

    try:
        yield read
    finally:
        if bar is not None:
            bar.close()
