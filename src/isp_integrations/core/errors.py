"""Every error the library raises, named by its remedy.

::

    IspError
    ├── RuleViolation             a rule says no, nothing was sent: mend what `violations` name
    ├── InvalidIdentifier         a text is no CPF, CNPJ, MSISDN, ICCID or CEP: mend it (also a ValueError)
    ├── SupportRefused            nothing was sent
    │   ├── UnsupportedOperation  the platform cannot: hide the button
    │   ├── UnverifiedWire        nobody outside knows how: ask the vendor, or open with accept_assumed=True
    │   └── PlatformNotAvailable  known by name only: the message says what to ask the vendor
    ├── ConfigurationError        mend the set-up
    │   ├── InvalidRecord         a stored record or an option does not fit: `problems` name each field
    │   ├── UnknownPlatform       no installed plugin has that key
    │   ├── BrokenPlugin          the plugin is installed and cannot be used
    │   ├── MissingExtra          an optional dependency is not installed
    │   ├── VaultError            the sealed text cannot be opened: wrong key, moved or damaged envelope
    │   └── ResumeRefused         the resume token is stale, or of another account
    │       ├── OrderFinished     the order came to its end: ask for a new one to do it again
    │       └── OrderTaken        another process carries the order on: wait for it
    └── ProviderError             the platform, or the way to it
        ├── ProviderRejected      the platform understood and said no: mend the field, or ask the provider
        │   ├── AuthenticationFailed  mend the credentials
        │   └── RateLimited           wait `retry_after` seconds
        ├── Unavailable           nothing happened: try again later
        │   └── NotApplied            a write got lost and was proven not to have happened
        ├── UnexpectedAnswer      nobody understood the answer: report it (paths only, never values)
        └── OutcomeUnknown        a write may have happened: `client.resume(error.resume_token)`

Errors pickle, and convert to plain JSON and back (:mod:`isp_integrations.core.plain`). None holds a credential
or personal data.
"""

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar, dataclass_transform

import attrs

from isp_integrations.core.rules import Family, Violation, errors_of, warnings_of

E = TypeVar("E", bound=Exception)


def _revive(kind: type["IspError"], fields: dict[str, Any]) -> "IspError":
    return kind(**fields)


@dataclass_transform(kw_only_default=True, eq_default=False, field_specifiers=(attrs.field,))
def error(cls: type[E]) -> type[E]:
    """Declare an error class with fields of its own: keyword-only, compared by identity, never shown but in `str`."""
    return attrs.define(cls, kw_only=True, eq=False, slots=False, repr=False)


@error
class IspError(Exception):
    """Root of everything the library raises on purpose."""

    remedy: ClassVar[str] = ""
    message: str = ""

    def __attrs_post_init__(self) -> None:
        self.args = (self.message,)

    def __str__(self) -> str:
        return self.message

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.message!r})"

    def __reduce__(self) -> tuple[Callable[..., "IspError"], tuple[type["IspError"], dict[str, Any]]]:
        kind: Any = type(self)
        fields = {field.name: getattr(self, field.name) for field in attrs.fields(kind)}
        return _revive, (type(self), fields)


@error
class RuleViolation(IspError):
    """One or more rules say no; nothing was sent. `violations` holds every ERROR in listed order."""

    remedy: ClassVar[str] = "Corrija o que cada violação aponta e repita."
    violations: tuple[Violation, ...]

    def __attrs_post_init__(self) -> None:
        self.message = " ".join(f"{found.message} [{found.rule_id}]" for found in self.violations)
        super().__attrs_post_init__()

    @property
    def family(self) -> Family:
        """The family of the first violation."""
        return self.violations[0].family


@error
class SupportRefused(IspError):
    """The platform is not asked: it cannot, or nobody outside knows how. Nothing was sent."""

    family: ClassVar[Family]
    platform: str
    operation: str = ""


class UnsupportedOperation(SupportRefused):
    """The platform cannot do this operation."""

    remedy: ClassVar[str] = "Esconda a ação para esta plataforma."
    family: ClassVar[Family] = Family.UNSUPPORTED_OPERATION


@error
class UnverifiedWire(SupportRefused):
    """The operation exists only on an ASSUMED wire, which is refused outside the sandbox by default."""

    remedy: ClassVar[str] = "Peça o manual ao fornecedor, ou abra a conta com accept_assumed=True."
    family: ClassVar[Family] = Family.UNVERIFIED_WIRE
    assumed: tuple[str, ...] = ()


@error
class PlatformNotAvailable(SupportRefused):
    """The platform is known by name only: no wire of it is public. `ask` says what to ask the vendor."""

    remedy: ClassVar[str] = "Peça ao fornecedor o que a mensagem lista."
    family: ClassVar[Family] = Family.PLATFORM_NOT_AVAILABLE
    ask: tuple[str, ...] = ()


class ConfigurationError(IspError):
    """The set-up is wrong; nothing was sent."""

    remedy: ClassVar[str] = "Corrija a configuração."


@error
class InvalidRecord(ConfigurationError):
    """A record or an option does not fit. `problems` are `"field: what is wrong"`, all of them at once."""

    problems: tuple[str, ...]

    def __attrs_post_init__(self) -> None:
        self.message = "; ".join(self.problems)
        super().__attrs_post_init__()


class UnknownPlatform(ConfigurationError):
    """No installed plugin of that family has that key."""


class BrokenPlugin(ConfigurationError):
    """A plugin is installed and cannot be used; the message says why. It hurts no other."""


class MissingExtra(ConfigurationError):
    """An optional dependency is missing; the message is the exact install line."""


class VaultError(ConfigurationError):
    """A sealed text cannot be opened: another key, another row, or a damaged envelope."""

    remedy: ClassVar[str] = "Confira a chave do cofre e a quem pertence o registro."


class ResumeRefused(ConfigurationError):
    """The resume token is stale, already resolved, or belongs to another account. Nothing was sent."""

    remedy: ClassVar[str] = "Use o token mais novo desta ordem, na mesma conta."


class OrderFinished(ResumeRefused):
    """The order came to its end before. Nothing was sent."""

    remedy: ClassVar[str] = "Não há o que retomar; para fazer de novo, faça outro pedido."


class OrderTaken(ResumeRefused):
    """Another process or thread has taken the order over and carries it on. Nothing was sent."""

    remedy: ClassVar[str] = "Espere: outro processo leva esta ordem adiante."


@error
class ProviderError(IspError):
    """Something went wrong with the platform or on the way to it.

    Attributes:
        applied: labels of the writes that the platform acknowledged before the error, in order.
        pending: label of the write in flight when it happened, `None` when none was.
    """

    platform: str = ""
    operation: str = ""
    applied: tuple[str, ...] = ()
    pending: str | None = None


@error
class ProviderRejected(ProviderError):
    """The platform understood the request and refused it.

    Attributes:
        words: what the platform said, personal data removed.
        code: the platform's own code, if it has one.
        violation: the rule of ours that the refusal amounts to, when its sentence is a known one.
    """

    remedy: ClassVar[str] = "Leia as palavras da plataforma; corrija o pedido ou fale com o suporte dela."
    words: str = ""
    code: str | None = None
    violation: Violation | None = None


class AuthenticationFailed(ProviderRejected):
    """The platform refused the credentials, or the token expired under a write that is never repeated alone."""

    remedy: ClassVar[str] = "Confira as credenciais da integração; nada foi executado por este pedido."


@error
class RateLimited(ProviderRejected):
    """The platform asks to slow down. `retry_after` is in seconds, `None` when it does not say."""

    remedy: ClassVar[str] = "Espere e repita."
    retry_after: float | None = None


class Unavailable(ProviderError):
    """The platform could not be reached, or a read got no usable answer. No write is in doubt."""

    remedy: ClassVar[str] = "Nada foi executado; tente de novo mais tarde."


class NotApplied(Unavailable):
    """A write's answer was lost, and a read-back proved that it did not happen."""

    remedy: ClassVar[str] = "Nada foi executado por este pedido; pode repetir a chamada."


@error
class UnexpectedAnswer(ProviderError):
    """Nobody understood the answer. `paths` name what did not fit; values are never kept."""

    remedy: ClassVar[str] = "Abra um chamado com os caminhos listados."
    paths: tuple[str, ...] = ()


@error
class OutcomeUnknown(ProviderError):
    """A write may or may not have happened. Calling again would be a new order; resume this one instead.

    Attributes:
        resume_token: sealed text for `client.resume(token)`; `None` only inside a running operation.
        explanation: why it cannot be known yet, pt-BR.
    """

    remedy: ClassVar[str] = "Não repita a chamada: use client.resume(erro.resume_token)."
    resume_token: str | None = attrs.field(default=None)
    explanation: str = ""


@error
class InvalidIdentifier(IspError, ValueError):
    """A CPF, CNPJ, MSISDN, ICCID or CEP that breaks its own format; `reason` is pt-BR, the value is not kept."""

    remedy: ClassVar[str] = "Corrija o identificador."
    kind: str
    reason: str

    def __attrs_post_init__(self) -> None:
        self.message = f"{self.kind}: {self.reason}"
        super().__attrs_post_init__()


def refuse_errors(violations: tuple[Violation, ...]) -> tuple[Violation, ...]:
    """Return the WARNINGs, or raise one `RuleViolation` that holds every ERROR in listed order."""
    if errors := errors_of(violations):
        raise RuleViolation(violations=errors)
    return warnings_of(violations)
