"""Arithmetic written in a study: names, numbers and a few functions; nothing else is evaluated.

Quantities carry their units through, so metres added to seconds are refused and not summed.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from iamd.errors import InputError

#: Longest expression, and largest power: an expression of a study is one line of arithmetic.
LONGEST = 400
LARGEST_POWER = 16.0

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "abs": np.abs,
    "ceil": np.ceil,
    "cos": np.cos,
    "exp": np.exp,
    "log10": np.log10,
    "max": np.maximum,
    "min": np.minimum,
    "sin": np.sin,
    "sqrt": np.sqrt,
}
CONSTANTS: dict[str, float] = {"pi": float(np.pi)}

_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


def evaluate(text: str, names: Mapping[str, Any], *, where: str | None = None) -> Any:
    """The value of an expression.

    Args:
        text: such as ``"pi * min(mast.range_m, reach) ** 2 / country"``.
        names: what a name stands for: a number, an array, a quantity, or a mapping whose entries follow a dot.
        where: file and line, for messages.

    Returns:
        A number, an array or a quantity, as the names are.

    Raises:
        InputError: it is no arithmetic, names what does not exist, or its units do not go together.
    """
    try:
        if len(text) > LONGEST:
            raise InputError("the expression is too long", given=text, allowed=f"{LONGEST} characters")
        return _value(ast.parse(text.strip(), mode="eval").body, names)
    except InputError as error:
        raise InputError(error.message, given=error.given, allowed=error.allowed, where=where) from None
    except SyntaxError:
        raise InputError("the expression is no arithmetic", given=text, where=where) from None
    except (ArithmeticError, ValueError, TypeError, IndexError, RecursionError) as error:
        # pint's error of dimensions is a TypeError and names both units.
        raise InputError(f"the expression cannot be computed: {error}", given=text, where=where) from None


def _value(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """The value of a part of an expression."""
    match node:
        case ast.Constant(value=value) if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        case ast.Name(id=name):
            return CONSTANTS[name] if name in CONSTANTS else _named(names, name)
        case ast.Attribute(value=ast.Name(id=owner), attr=key):
            return _keyed(_entries(names, owner), owner, key)
        case ast.Subscript(value=inside, slice=ast.Constant(value=int(place))):
            return _value(inside, names)[place]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, names)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            return _binary(op, _value(left, names), _value(right, names))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            if name not in FUNCTIONS:
                raise InputError("no such function", given=name, allowed=list(FUNCTIONS))
            return FUNCTIONS[name](*(_value(each, names) for each in arguments))
    raise InputError(
        "arithmetic only: names, numbers, + - * / ** and functions",
        given=ast.unparse(node),
        allowed=list(FUNCTIONS),
    )


def _binary(op: ast.operator, left: Any, right: Any) -> Any:
    if isinstance(op, ast.Pow) and not np.all(np.abs(np.asarray(right, dtype=np.float64)) <= LARGEST_POWER):
        raise InputError("the power is too large", given=str(right), allowed=f"{LARGEST_POWER:g}")
    return _BINARY[type(op)](left, right)


def _entries(names: Mapping[str, Any], name: str) -> Any:
    if name not in names:
        raise InputError("there is no such name", given=name, allowed=sorted([*names, *CONSTANTS]))
    return names[name]


def _named(names: Mapping[str, Any], name: str) -> Any:
    """A name without a dot: a number, or the only number of a step."""
    entry = _entries(names, name)
    return _keyed(entry, name, "value") if isinstance(entry, Mapping) else entry


def _keyed(entry: Any, owner: str, key: str) -> Any:
    if not isinstance(entry, Mapping):
        raise InputError(f"{owner} is one number and has no parts", given=f"{owner}.{key}")
    if key not in entry:
        raise InputError(
            f"{owner} has no such result", given=key, allowed=[f"{owner}.{each}" for each in entry]
        )
    return entry[key]
