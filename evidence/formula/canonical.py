"""The canonical text of a formula: what is hashed, and what reading and writing leave unchanged."""

from decimal import Decimal

from evidence.formula.tree import CalendarName, Call, Literal, Node, Operation, Option, Reference

_BINDING = {
    "or": 1,
    "and": 2,
    "not": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "/": 6,
    "neg": 7,
}
_ATOM = 8


def canonical(node: Node) -> str:
    """One spelling for equal formulas: single spaces, sorted keywords, plain numbers, no needless parentheses."""
    match node:
        case Literal():
            return plain_number(node.value) + node.mark
        case Reference():
            return node.slug
        case CalendarName():
            return node.name
        case Operation():
            return _operation(node)
        case Call():
            return _call(node)
    raise TypeError(f"expected a formula's node, got {type(node).__name__}")


def plain_number(value: float) -> str:
    """A number without exponent or needless digits: 300000000000, 0.05."""
    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _operation(node: Operation) -> str:
    binding = _BINDING[node.operator]
    if node.operator == "neg":
        return f"-{_wrapped(node.operands[0], binding + 1)}"
    if node.operator == "not":
        return f"not {_wrapped(node.operands[0], binding)}"
    left, right = node.operands
    lowest = binding + 1 if binding == _BINDING["<"] else binding  # comparisons do not chain
    return f"{_wrapped(left, lowest)} {node.operator} {_wrapped(right, binding + 1)}"


def _wrapped(node: Node, lowest: int) -> str:
    text = canonical(node)
    binding = _BINDING[node.operator] if isinstance(node, Operation) else _ATOM
    return text if binding >= lowest else f"({text})"


def _call(node: Call) -> str:
    parts = [canonical(argument) for argument in node.arguments]
    options = dict(node.options)
    for positional in ("steps", "place"):
        if positional in options:
            parts.append(_value(options.pop(positional)))
    parts += [f"{name}={_value(value)}" for name, value in options.items()]
    return f"{node.function}({', '.join(parts)})"


def _value(value: Option) -> str:
    if isinstance(value, Node):
        return canonical(value)
    return str(value) if isinstance(value, int) else f'"{value}"'
