"""Progress: a bar for long work on a terminal, nothing else."""

from __future__ import annotations

import pytest

from ukjsec import progress


def test_short_work_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """The items come through, and nothing is printed."""
    assert list(progress.shown([1, 2, 3], "reading")) == [1, 2, 3]
    assert capsys.readouterr() == ("", "")


def test_long_work_shows_a_bar_and_clears_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bar names the work, stands on standard error alone, and is gone at the end."""
    monkeypatch.setattr(progress, "PATIENCE", -1)
    assert list(progress.shown([1, 2, 3], "reading")) == [1, 2, 3]
    out, err = capsys.readouterr()
    assert out == ""
    assert "reading" in err
    assert "0/3" in err
    assert err.endswith("\r")


def test_silence_is_the_default() -> None:
    """Whoever calls the library sees no bar."""
    items = [1, 2]
    assert progress.silent(items, "reading") is items


def test_bytes_are_metered_where_work_is_shown(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bar of bytes stands on standard error alone, and is gone at the end; without progress there is none."""
    monkeypatch.setattr(progress, "PATIENCE", -1)
    for how, shown in ((progress.shown, True), (progress.silent, False)):
        with progress.metered(3000, "tables", how) as read:
            read(1000)
            read(2000)
        out, err = capsys.readouterr()
        assert out == ""
        assert ("tables" in err, err.endswith("\r")) == (shown, shown)
