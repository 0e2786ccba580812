"""The base of every model, whose fields are described by the sentence under them."""

from __future__ import annotations

import ast
import inspect
import sys
from itertools import pairwise

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """The base of every model: nothing unknown, nothing converted, nothing changed afterwards."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)


def describe(module: str) -> None:
    """Give every field of the models of a module the sentence under it as its description.

    It does what pydantic's `use_attribute_docstrings` does, but reads the source once, not once a class: that took a
    tenth of the time of a short command. It is called at the end of the module, before its models are used.
    """
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    sentences = {
        (node.name, line.target.id): sentence.value.value
        for node in tree.body
        if isinstance(node, ast.ClassDef)
        for line, sentence in pairwise(node.body)
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name)
        if isinstance(sentence, ast.Expr) and isinstance(sentence.value, ast.Constant)
    }
    models = [one for one in vars(sys.modules[module]).values() if isinstance(one, type) and issubclass(one, Model)]
    for model in models:
        for name, field in model.model_fields.items():
            owners = (one.__name__ for one in model.__mro__)
            said = next((sentences[owner, name] for owner in owners if (owner, name) in sentences), None)
            if said:
                field.description = inspect.cleandoc(str(said))
