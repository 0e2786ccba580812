"""The small changes that a mistake could have made in a module: see `mutation.py`, which runs the tests on each.

They are swapped comparisons and their bounds, `and` for `or` and each operand alone, arithmetic, constants, conditions
that always or never hold, values that are not returned, statements that are left out, ends of slices, `break` for
`continue`, names that are mistaken for one another, rows that tables lack, and regular expressions with a sign too few.

What is left as it is: messages, reasons and repairs, which are texts with blanks (the golden cases hold them letter by
letter), and where a long name is cut in them; of a rule all but its name; annotations; decorators; imports; docstrings.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.Mod: ast.Mult,
}  # fmt: skip
SWAPS = {
    one: other
    for pair in (
        *(("any", "all"), ("min", "max"), ("startswith", "endswith"), ("bisect_left", "bisect_right")),
        *(("first", "last"), ("start", "end"), ("earliest", "latest"), ("partition", "rpartition")),
        *(("append", "remove"), ("search", "fullmatch"), ("update", "difference_update")),
    )
    for one, other in (pair, pair[::-1])
}
"""Names and attributes that are mistaken for one another."""

PASSING = ("sorted", "set", "list", "round", "reversed")
"""Functions whose argument can stand for what they return."""

STRIPPING = ("strip", "lower", "removeprefix", "removesuffix", "casefold", "translate", "replace")
"""Methods whose object can stand for what they return."""

REGEX = (
    *(
        ("+", "*"),
        ("*", "+"),
        ("?", ""),
        ("[^", "["),
        ("^", ""),
        ("$", ""),
        ("|", ""),
        ("(?<!", "(?<="),
        ("(?!", "(?="),
    ),
    *(("\\s", "\\S"), ("\\b", ""), ("0-9", "1-9"), ("0-9", "0-8"), ("a-z", "b-z"), ("{2}", "{1}"), ("{3}", "{2}")),
    *(("{4}", "{5}"), ("{16}", "{17}"), ("{32}", "{33}"), ("0,6}", "0,5}"), ("0,17}", "0,16}"), ("\\.", ".")),
)
"""What a regular expression may have one character of wrong; each at its first place."""


@dataclass
class Mutant:
    """One small change of one module."""

    module: str
    lines: range
    """The lines of the statement in which it stands."""
    line: int
    before: str
    after: str
    function: str
    """The outermost function around it; empty where it takes effect while the module is imported."""
    on_import: bool
    """Whether that function is called while the module is imported."""
    compiled: Callable[[], CodeType]
    """The code of the module with the change."""

    def __str__(self) -> str:
        """The place, and the change in one line."""
        before, after = (" ".join(text.split())[:110] for text in (self.before, self.after))
        return f"ukjsec/{self.module}.py:{self.line}: {before} → {after}"


def path_of(module: str) -> Path:
    """The file of a module."""
    return ROOT / "ukjsec" / f"{module}.py"


def mutants(module: str) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its lines."""
    file = path_of(module)
    tree = ast.parse(file.read_text("utf-8"))
    called = set(_called(tree))
    for slot in _slots(tree, None, tree.body[0], regex=False):
        for new in slot.alternatives():
            at = slot.old if hasattr(slot.old, "lineno") else slot.statement

            def compiled(slot: Slot = slot, new: ast.AST = new) -> CodeType:
                slot.put(new)
                try:
                    return compile(ast.fix_missing_locations(tree), str(file), "exec", dont_inherit=True)
                finally:
                    slot.put(slot.old)

            lines = range(slot.statement.lineno, _head_end(slot.statement) + 1)
            before, after = ast.unparse(slot.old), ast.unparse(new)
            yield Mutant(module, lines, at.lineno, before, after, slot.function, slot.function in called, compiled)


def _called(node: ast.AST) -> Iterator[str]:
    """The functions that a module calls by their names outside of all functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield ast.unparse(child.func)
        if not isinstance(child, ast.FunctionDef):
            yield from _called(child)


def _head_end(statement: ast.stmt) -> int:
    """The last line of a statement without the statements in it."""
    body = getattr(statement, "body", None)
    return max(statement.lineno, body[0].lineno - 1) if body else statement.end_lineno or statement.lineno


@dataclass
class Slot:
    """A place in the tree, and what stands there."""

    parent: ast.AST
    name: str
    index: int | None
    old: Any
    function: str
    statement: ast.stmt
    regex: bool

    def put(self, new: ast.AST) -> None:
        """Let something else stand there."""
        if self.index is None:
            setattr(self.parent, self.name, new)
        else:
            getattr(self.parent, self.name)[self.index] = new

    def alternatives(self) -> Iterator[ast.AST]:
        """What could stand there by mistake."""
        node = self.old
        for new in (*_expressions(node, self), *_statements(node)):
            yield ast.copy_location(new, node)


def _slots(node: ast.AST, function: str | None, statement: ast.stmt, *, regex: bool) -> Iterator[Slot]:
    inside_joined = isinstance(node, ast.JoinedStr)
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_comment", "format_spec"):
            continue
        is_list = isinstance(value, list)
        for index, child in enumerate(value if is_list else [value]):
            if not isinstance(child, ast.AST) or _left_alone(child, node, name, index):
                continue
            here = child if isinstance(child, ast.stmt) else statement
            inner = function
            if name == "body" and isinstance(node, ast.FunctionDef) and function is None:
                inner = node.name
            expects = regex or (isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re."))
            expects = expects or (isinstance(node, ast.Assign) and "PATTERN" in ast.unparse(node.targets[0]))
            if not (inside_joined and isinstance(child, ast.Constant) and not expects):
                yield Slot(node, name, index if is_list else None, child, inner or "", here, expects)
            yield from _slots(child, inner, here, regex=expects)


def _left_alone(child: ast.AST, parent: ast.AST, name: str, index: int) -> bool:
    if isinstance(child, (ast.Import, ast.ImportFrom, ast.expr_context)):
        return True
    if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
        return True
    if isinstance(parent, (ast.Assign, ast.AnnAssign)) and name in ("target", "targets"):
        return True
    if isinstance(parent, ast.FormattedValue) and isinstance(child, ast.Subscript):
        return isinstance(child.slice, ast.Slice) and isinstance(child.slice.upper, ast.Constant)
    if isinstance(child, ast.AnnAssign) and "TypeAlias" in ast.unparse(child.annotation):
        return True
    if isinstance(child, ast.Assign) and ast.unparse(child.targets[0]) == "__all__":
        return True
    return isinstance(parent, ast.Call) and ast.unparse(parent.func) == "Rule" and name == "args" and index > 0


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _is_prose(slot: Slot) -> bool:
    """Whether a text is a message: it has blanks, and is not compared, looked for, or the first of a row of a table."""
    if " " not in slot.old.value or isinstance(slot.parent, ast.Compare):
        return False
    if isinstance(slot.parent, ast.Tuple):
        return slot.index != 0
    return not (isinstance(slot.parent, ast.Call) and ast.unparse(slot.parent.func).endswith("with"))


def _constants(node: ast.Constant, slot: Slot) -> Iterator[ast.AST]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, (int, float)):
        yield ast.Constant(value + 1)
        if isinstance(slot.parent, ast.Compare):
            yield ast.Constant(value - 1)
    elif isinstance(value, bytes):
        yield ast.Constant(value + b"X")
    elif isinstance(value, str) and slot.regex:
        for wrong, instead in REGEX:
            if wrong in value:
                yield ast.Constant(value.replace(wrong, instead, 1))
    elif isinstance(value, str) and not _is_prose(slot):
        yield ast.Constant(value + "X")


def _expressions(node: ast.AST, slot: Slot) -> Iterator[ast.AST]:  # noqa: C901, PLR0912 (a table of cases)
    match node:
        case ast.Constant():
            yield from _constants(node, slot)
        case ast.Compare():
            for at, operator in enumerate(node.ops):
                new = deepcopy(node)
                new.ops[at] = COMPARISONS[type(operator)]()
                yield new
        case ast.BoolOp():
            yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
            for at in range(len(node.values)):
                left = [value for number, value in enumerate(node.values) if number != at]
                yield left[0] if len(left) == 1 else ast.BoolOp(node.op, left)
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield node.operand
        case ast.BinOp() if type(node.op) in OPERATORS and not (_is_text(node.left) or _is_text(node.right)):
            yield ast.BinOp(node.left, OPERATORS[type(node.op)](), node.right)
        case ast.IfExp():
            yield node.body
            yield node.orelse
        case ast.comprehension(ifs=[_, *_]):
            for at in range(len(node.ifs)):
                new_for = deepcopy(node)
                del new_for.ifs[at]
                yield new_for
        case ast.Slice():
            for part in ("lower", "upper", "step"):
                if getattr(node, part) is not None:
                    new_slice = deepcopy(node)
                    setattr(new_slice, part, None)
                    yield new_slice
        case ast.Attribute(attr=attribute) if attribute in SWAPS and isinstance(node.ctx, ast.Load):
            yield ast.Attribute(node.value, SWAPS[attribute], node.ctx)
        case ast.Name(id=name) if name in SWAPS and isinstance(slot.parent, ast.Call) and slot.name == "func":
            yield ast.Name(SWAPS[name], node.ctx)
        case ast.Call():
            yield from _calls(node)
        case ast.Set(elts=[_, _, *_]) | ast.Tuple(elts=[_, _, *_], ctx=ast.Load()) if not slot.function:
            if "Rule(" not in ast.unparse(node):
                for at in range(len(node.elts)):
                    yield type(node)([one for number, one in enumerate(node.elts) if number != at], **_context(node))


def _context(node: ast.AST) -> dict[str, Any]:
    return {"ctx": node.ctx} if isinstance(node, ast.Tuple) else {}


def _calls(node: ast.Call) -> Iterator[ast.AST]:
    if isinstance(node.func, ast.Name) and node.func.id in PASSING and node.args:
        yield ast.Call(ast.Name("list", ast.Load()), node.args[:1], []) if node.func.id == "sorted" else node.args[0]
    if isinstance(node.func, ast.Attribute) and node.func.attr in STRIPPING:
        yield node.func.value
    if isinstance(node.func, ast.Name) and node.func.id in ("sorted", "min", "max"):
        for at, keyword in enumerate(node.keywords):
            if keyword.arg == "key":
                yield ast.Call(node.func, node.args, node.keywords[:at] + node.keywords[at + 1 :])


def _statements(node: ast.AST) -> Iterator[ast.AST]:  # noqa: C901 (a table of cases)
    match node:
        case ast.If() | ast.While():
            for value in (True, False) if isinstance(node, ast.If) else (False,):
                new = deepcopy(node)
                new.test = ast.Constant(value)
                new.body, new.orelse = node.body, node.orelse
                yield new
        case ast.Return(value=ast.expr() as value) if ast.unparse(value) not in ("None", "[]", "''"):
            yield ast.Return(ast.Constant(None))
        case ast.Expr(value=ast.Yield() | ast.YieldFrom()):
            yield ast.Expr(ast.YieldFrom(ast.Tuple([], ast.Load())))
        case ast.Expr() | ast.Raise():
            yield ast.Pass()
        case ast.AugAssign():
            yield ast.Pass()
            if type(node.op) in OPERATORS:
                yield ast.AugAssign(node.target, OPERATORS[type(node.op)](), node.value)
        case ast.Assign(targets=[target]) if isinstance(target, (ast.Attribute, ast.Subscript)) or any(
            isinstance(one, ast.Name) and one.id == ast.unparse(target) for one in ast.walk(node.value)
        ):
            yield ast.Pass()
        case ast.Break():
            yield ast.Continue()
        case ast.Continue():
            yield ast.Break()
