"""The commands of a contributor who writes records: new, suggest."""

from __future__ import annotations

import argparse
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ukjsec.commands.outcome import CLEAN, PROBLEMS, say
from ukjsec.errors import MissingFileError, UnknownNameError

if TYPE_CHECKING:
    from ukjsec.corpus import Corpus


def new(options: argparse.Namespace) -> int:
    """Make the template of a record, or of a sheet for many."""
    from ukjsec import seeds, templates, validation  # noqa: PLC0415
    from ukjsec.files import replace  # noqa: PLC0415
    from ukjsec.reports.tabulation import visible  # noqa: PLC0415

    out: Path | None = options.out
    if options.csv:
        return _sheet(templates.NAMES[options.type], options.id, out)
    checkout = seeds.find_root((out.absolute().parent if out else Path.cwd()).resolve())
    root = checkout or validation.root_for(Path.cwd())
    corpus = seeds.read(root)
    type_name, ident = templates.NAMES[options.type], options.id
    if ident is not None:
        templates.vet(corpus, ident)
    if out:
        ident = _named(out, ident, options.type, corpus)
    elif checkout and ident:
        out = _free(checkout / "seeds" / type_name / f"{ident}.yaml")
    home = Path("seeds", type_name) if checkout else Path(type_name)
    path = _shown(out) if out else home / f"{ident or '<id>'}.yaml"
    folder = (out.absolute().parent if out else root / home) if checkout else None
    first = templates.modeline(options.type, root, folder)
    text = templates.template(corpus, options.type, ident, visible(path.as_posix()), first)
    if not out:
        say(text)
        say(f"This was not saved: add --out {shlex.quote(home.name)}/{ident or 'ID'}.yaml", sys.stderr)
        return CLEAN
    replace(out, text.encode())
    say(f"Wrote {path}.\nFill it in; `ukjsec validate {shlex.quote(str(path))}` says what is left.")
    if seeds.record_type(out) is None:
        say(f"Begin with the kind: outside a folder named {type_name} it alone says what sort of record this is.")
    return CLEAN


def _sheet(type_name: str, ident: str | None, out: Path | None) -> int:
    from ukjsec import sheetfiles  # noqa: PLC0415
    from ukjsec.files import replace  # noqa: PLC0415

    if ident is not None:
        raise UnknownNameError(f"a sheet is for many records: leave {ident} out, and write ids into its rows")
    sheet = sheetfiles.template(type_name)
    if out is None:
        say(sheet.decode())
        return CLEAN
    if out.suffix != ".csv":
        raise UnknownNameError(f"{out} cannot be a sheet: name a file that ends in .csv")
    replace(_free(out), sheet)
    say(f"Wrote {_shown(out)}.\nA row is a record; `ukjsec validate {shlex.quote(str(_shown(out)))}` checks them.")
    return CLEAN


def _shown(file: Path) -> Path:
    """A path as short as it can be told."""
    return file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file


def _named(out: Path, ident: str | None, name: str, corpus: Corpus) -> str:
    """The id that a file is to have: it bears its name.

    Raises:
        UnknownNameError: the file cannot be that of a new record of this sort.
    """
    from ukjsec import seeds, templates  # noqa: PLC0415

    if out.is_dir() or out.suffix != ".yaml":
        raise UnknownNameError(f"{out} cannot be the file of a record: name one that ends in .yaml")
    if ident is None:
        ident = out.stem
        templates.vet(corpus, ident)
    if ident != out.stem:
        raise UnknownNameError(f"a record's file bears the name of its id: write --out {out.with_name(ident)}.yaml")
    if seeds.record_type(out) not in (None, templates.NAMES[name]):
        kind = f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
        raise UnknownNameError(f"{out.parent} is the folder of {seeds.record_type(out)}, and this is {kind}")
    inside = corpus.root.resolve() / "seeds"
    folder = out.absolute().parent.resolve()
    if folder.is_relative_to(inside) and folder != inside / templates.NAMES[name]:
        raise UnknownNameError(f"{out}: nothing reads a record there; it belongs into seeds/{templates.NAMES[name]}")
    _free(out)
    return ident


def _free(file: Path) -> Path:
    """A file that is not there yet.

    Raises:
        UnknownNameError: it is there.
    """
    if file.exists() or file.is_symlink():
        raise UnknownNameError(
            f"{_shown(file)} is there already, and is left as it is; choose another id, or delete the file"
        )
    return file


def suggest(options: argparse.Namespace) -> int:
    """List the sentences of a source that are still to be read."""
    from ukjsec import seeds, suggestions, validation  # noqa: PLC0415
    from ukjsec.reports import agenda  # noqa: PLC0415

    if options.texts is None:
        raise MissingFileError(
            "the words of a source are not in the data: name the folder of its text with --texts DIR"
        )
    corpus = seeds.read(validation.root_for(Path.cwd()))
    found = suggestions.suggestions(corpus, options.source, options.texts)
    say(agenda.text(found))
    return PROBLEMS if any(one.account is None for one in found.sentences) else CLEAN
