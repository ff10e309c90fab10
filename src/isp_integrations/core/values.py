"""What the models share: being shown and compared, written once instead of generated for every class.

attrs writes and compiles these methods anew for each class, which is two thirds of what declaring a model costs, and
some two hundred are declared before the first call leaves. It generates no method that a class has already.
"""

from typing import Any

import attrs


class Value:
    """Base of the frozen models, which are attrs classes as any other::

        @attrs.frozen(kw_only=True)
        class Plan(Value):
            code: str

    Values of one class with equal fields are equal. Fields marked `repr=False` are not shown, fields marked
    `eq=False` do not count.
    """

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for name, method in _SHARED.items():
            setattr(cls, name, method)  # in the class itself, where attrs looks before it generates


def _shown(self: Any) -> str:
    kind = type(self)
    fields = (f"{field.name}={getattr(self, field.name)!r}" for field in attrs.fields(kind) if field.repr)
    return f"{kind.__qualname__}({', '.join(fields)})"


def _equal(self: Any, other: object) -> bool:
    return _counting(self) == _counting(other) if type(other) is type(self) else NotImplemented


def _hashed(self: Any) -> int:
    return hash((type(self), _counting(self)))


def _counting(value: Any) -> tuple[object, ...]:
    return tuple(getattr(value, field.name) for field in attrs.fields(type(value)) if field.eq)


_SHARED = {"__repr__": _shown, "__eq__": _equal, "__hash__": _hashed}
