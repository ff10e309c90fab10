"""What every platform plugin is, whatever its family: declarations, credentials, and operations with evidence.

A family's hookspecs are a subclass of :class:`Platform`; a plugin subclasses the family's and marks what it
implements with :func:`operation`.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import attrs
import pluggy

from isp_integrations.core.errors import BrokenPlugin, ConfigurationError, InvalidRecord, UnsupportedOperation
from isp_integrations.core.evidence import Evidence, weakest
from isp_integrations.core.exchange import Effect, Exchange, Step
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.core.sandbox import Fake
from isp_integrations.core.text import without_personal_data
from isp_integrations.core.values import Value
from isp_integrations.core.wire import Declared, Endpoint, Typeable, WireBook

if TYPE_CHECKING:
    from isp_integrations.core.cli import Dialect
    from isp_integrations.core.tl1 import Tl1Dialect

PROJECT = "isp_integrations"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)
first_result = hookspec(firstresult=True)
host_hook = hookimpl
"""Marks what a host implements: `around` and `on_event`."""

F = TypeVar("F", bound=Callable[..., Exchange[Any]])
S = TypeVar("S", bound=Step[Any])
_MARK = "__isp_operation__"
_SHORTEST_SECRET = 4
"""A shorter part of a credential is no secret, and is found in many a word."""


def _nothing_more(_: Any) -> tuple[Declared, ...]:
    return ()


@attrs.frozen
class Operation(Value):
    """What an implemented operation rests on: the endpoints or commands it always uses, and those a request adds."""

    uses: tuple[Declared, ...]
    also: Callable[[Any], tuple[Declared, ...]] = _nothing_more

    @property
    def evidence(self) -> Evidence:
        """The mark of the operation's plainest use."""
        return weakest(endpoint.weakest_evidence for endpoint in self.uses)

    def assumed_for(self, request: Any) -> tuple[str, ...]:
        """Names of the ASSUMED endpoints that this very request would use."""
        return tuple(e.name for e in self._used_for(request) if e.weakest_evidence is Evidence.ASSUMED)

    def bases_for(self, request: Any) -> frozenset[str]:
        """Which of the platform's `other_bases` this very request would use."""
        return frozenset(e.base for e in self._used_for(request) if e.base)

    def _used_for(self, request: Any) -> tuple[Declared, ...]:
        return self.uses if request is None else (*self.uses, *self.also(request))


def operation(
    *, uses: tuple[Declared, ...], also: Callable[[Any], tuple[Declared, ...]] = _nothing_more
) -> Callable[[F], F]:
    """Mark a method as this platform's implementation of the hook of the same name.

    Args:
        uses: the endpoints every call uses; its evidence is derived from them.
        also: endpoints that a particular request uses besides, such as a port-in asked for at activation.
    """

    def mark(function: F) -> F:
        setattr(function, _MARK, Operation(uses, also))
        return hookimpl(function)

    return mark


@attrs.frozen(kw_only=True)
class CredentialField(Value):
    """One field of a platform's credentials form, for the host's screen.

    Attributes:
        label: pt-BR caption.
        secret: whether the screen must mask it.
        choices: the values that the platform knows; empty for free text.
    """

    name: str
    label: str
    secret: bool = True
    required: bool = True
    choices: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Account(Value):
    """One configured account, as a plugin sees it. Credentials are never shown.

    Attributes:
        other_bases: which of the platform's other addresses the account has.
    """

    credentials: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    wire_overrides: Mapping[str, Mapping[str, Any]] = attrs.field(factory=dict, repr=False)
    other_bases: frozenset[str] = frozenset()


class Platform:
    """Base of every family's hookspecs.

    Attributes:
        key: the platform's entry-point name.
        title: its name for people.
        base_url: where its public interface answers; `None` where no address is public.
        other_bases: further interfaces with addresses of their own, none of them public: name and pt-BR caption.
            An account may lack one; what needs it is then refused. Tokens belong to the main address.
        wire: its endpoints, models and words, or its commands.
        dialect: the language of its shell or of its TL1; `None` for platforms that speak HTTP.
        other_dialects: the TL1 of those of its `other_bases` that stand beside a shell, by name.
        schemes: what its address may begin with; platforms that are typed to have "ssh", "telnet" or "tl1".
        logs_in: whether a token must be fetched by :meth:`log_in` (and renewed when refused).
        hands_over_tokens: whether there is no log-in, but a token in the credentials, which :meth:`log_in` gives
            without a step, and newer ones in answers, which :meth:`token_in` finds.
        single_integration: whether a host may keep only one account of it (SVA-INT-2).
        rate: the calls per so many seconds that its vendor states for an account; `None` where he states none.
    """

    family: ClassVar[str]
    key: ClassVar[str]
    title: ClassVar[str]
    base_url: ClassVar[str | None] = None
    other_bases: ClassVar[Mapping[str, str]] = {}
    credential_fields: ClassVar[tuple[CredentialField, ...]] = ()
    wire: WireBook
    dialect: ClassVar["Dialect | Tl1Dialect | None"] = None
    other_dialects: ClassVar[Mapping[str, "Tl1Dialect"]] = {}
    schemes: ClassVar[tuple[str, ...]] = ("https", "http")
    logs_in: ClassVar[bool] = False
    hands_over_tokens: ClassVar[bool] = False
    single_integration: ClassVar[bool] = False
    rate: ClassVar[tuple[int, float] | None] = None
    operations: ClassVar[Mapping[str, Operation]] = {}

    def __init__(self, account: Account) -> None:
        refuse_bad_credentials(self.credential_fields, account.credentials)
        self.account = account
        self.wire = type(self).wire.overridden(account.wire_overrides)

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.operations = dict(_operations_of(cls))

    @classmethod
    def sandbox(cls) -> Fake:
        """A new stateful fake of this platform; `UnsupportedOperation` where there is none."""
        raise UnsupportedOperation(
            platform=cls.key, operation="sandbox", message=f"{cls.title}: plataforma sem sandbox."
        )

    @first_result
    def test_connection(self, request: "ConnectionTest") -> Exchange[None]:
        """Prove that the platform answers and accepts the credentials; an error says what is wrong. Reads only."""

    @classmethod
    def api_address(cls, address: str) -> str:
        """Where the interface begins, of an address as hosts keep it; it ends in a slash, before and after."""
        return address

    def log_in(self) -> Exchange[str]:
        """Fetch a token. Called only where the account has one; the request steps must say `authenticated=False`."""
        raise BrokenPlugin(message=f"{self.key}: logs_in sem log_in")

    def authorize(self, request: HttpRequest, token: str) -> HttpRequest:
        """`request` with the credentials in it; `token` is empty where the platform does not log in."""
        return request

    def token_in(self, answer: HttpAnswer) -> str | None:
        """The newer token that `answer` hands over, whatever else it says; `None` where it has none.

        That may be the answer to an unauthenticated request: a code changed for a token of an account that cannot
        log in alone.
        """
        return None

    def quotable(self, words: str) -> str:
        """The platform's own `words`, without personal data and without the account's secrets."""
        secrets = [self.account.credentials.get(field.name, "") for field in self.credential_fields if field.secret]
        parts = {part for secret in secrets for part in (secret, *secret.split()) if len(part) >= _SHORTEST_SECRET}
        for part in sorted(parts, key=len, reverse=True):
            words = words.replace(part, "***")
        return without_personal_data(words)

    def token_refused(self, answer: HttpAnswer) -> bool:
        """Whether `answer` says that the token is no longer good."""
        return answer.status in {401, 403}

    def repeats_after_renewal(self, request: HttpRequest) -> bool:
        """Whether a request refused for its token is sent once more with a new one. Writes are not, by default."""
        return request.effect is not Effect.WRITE

    def call(
        self,
        endpoint: Endpoint,
        *,
        query: Mapping[str, str] | None = None,
        body: Any = None,
        path: Mapping[str, str] | None = None,
        authenticated: bool = True,
    ) -> HttpRequest:
        """The step that calls `endpoint` with this account's wire.

        Raises:
            ConfigurationError: the account lacks the address that `endpoint` is at.
        """
        if endpoint.base:
            self.require_base(endpoint.base)
        return self.wire.request(endpoint, query=query, body=body, path=path, authenticated=authenticated)

    def require_base(self, base: str) -> None:
        """Raise a `ConfigurationError` that names the address, where the account lacks that one of `other_bases`."""
        if base not in self.account.other_bases:
            caption = self.other_bases[base]
            raise ConfigurationError(message=f"{self.title}: falta other_base_urls.{base} ({caption}).")

    def command(self, command: Typeable[S], /, **values: object) -> S:
        """The step that types `command` with this account's wire, its places filled with `values`.

        Raises:
            InvalidIdentifier: a value could become something else than itself on the line; nothing was sent.
        """
        return self.wire.command(command, values)


@attrs.frozen
class ConnectionTest(Value):
    """Asks a platform to prove its connection; it has nothing to say."""


def refuse_bad_credentials(fields: tuple[CredentialField, ...], credentials: Mapping[str, object]) -> None:
    """Raise one `InvalidRecord` that names every missing, unknown or impossible credential; values never."""
    known = {field.name for field in fields}
    problems = [f"credentials.{name}: campo desconhecido" for name in credentials if name not in known]
    for field in fields:
        value = credentials.get(field.name, "")
        if not isinstance(value, str) or any(c < " " or c == "\x7f" for c in value):
            problems.append(f"credentials.{field.name}: deve ser texto sem caracteres de controle")
        elif not value and field.required:
            problems.append(f"credentials.{field.name}: obrigatório")
        elif value and field.choices and value not in field.choices:
            problems.append(f"credentials.{field.name}: deve ser um de {', '.join(field.choices)}")
    if problems:
        raise InvalidRecord(problems=tuple(problems))


def refuse_unknown_bases(platform: type[Platform], addresses: Mapping[str, object]) -> None:
    """Raise one `InvalidRecord` that names every address that is none of the platform's `other_bases`."""
    if unknown := [name for name in addresses if name not in platform.other_bases]:
        raise InvalidRecord(problems=tuple(f"other_base_urls.{name}: endereço desconhecido" for name in unknown))


def spec_names(cls: type[Platform]) -> dict[str, Callable[..., Any]]:
    """The hooks that `cls`'s family specifies, by name."""
    specs: dict[str, Callable[..., Any]] = {}
    for base in reversed(cls.__mro__):
        specs.update((n, f) for n, f in vars(base).items() if hasattr(f, f"{PROJECT}_spec"))
    return specs


def _operations_of(cls: type[Platform]) -> Iterator[tuple[str, Operation]]:
    specs = spec_names(cls)
    for name in sorted({n for base in cls.__mro__ for n in vars(base) if not n.startswith("_")}):
        found = getattr(cls, name)
        mark: Operation | None = getattr(found, _MARK, None)
        if name not in specs:
            if mark is not None:
                raise BrokenPlugin(message=f"{cls.__name__}.{name}: não existe na especificação da família")
        elif mark is not None:
            _refuse_other_signature(cls, name, found, specs[name])
            yield name, mark
        elif not hasattr(found, f"{PROJECT}_spec"):
            raise BrokenPlugin(message=f"{cls.__name__}.{name}: implementação sem @operation")


def _refuse_other_signature(
    cls: type[Platform], name: str, found: Callable[..., Any], spec: Callable[..., Any]
) -> None:
    ours = list(inspect.signature(found).parameters)[1:]
    asked = list(inspect.signature(spec).parameters)[1:]
    if ours != asked:
        raise BrokenPlugin(message=f"{cls.__name__}.{name}: espera {asked}, declara {ours}")
