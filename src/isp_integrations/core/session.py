"""One open account: the only caller of a platform's hooks."""

from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any, TypeVar

import pluggy

from isp_integrations.core.errors import SupportRefused, UnsupportedOperation, UnverifiedWire
from isp_integrations.core.exchange import Exchange
from isp_integrations.core.platform import PROJECT, Platform, hookspec, spec_names

Q = TypeVar("Q")
R = TypeVar("R")
S = TypeVar("S", bound=Platform)


class HostHooks:
    """What a host may implement; mark the methods with :data:`isp_integrations.host_hook`."""

    @hookspec
    def around(self, operation: str, request: Any, exchange: Exchange[Any]) -> Exchange[Any]:
        """Stand around one platform exchange: see every step and the real outcome, veto it, or answer instead.

        A plain pass-through is `return (yield from exchange)`.
        """

    @hookspec
    def on_event(self, event: Any) -> None:
        """Hear one domain event after its operation succeeded; a failure here is collected, never raised."""


class Session:
    """An account opened on one platform: checks support and evidence, then hands the request to the plugin.

    Each session owns a plugin manager with exactly one platform plugin, so that one account is called and never
    all. A host's hooks stand beside it and never count as support.

    Attributes:
        beside: another open account, which does what this one cannot; the family's operations say what.
    """

    def __init__(
        self,
        platform: Platform,
        *,
        accept_assumed: bool = False,
        host_hooks: Iterable[object] = (),
    ) -> None:
        self.platform = platform
        self.accept_assumed = accept_assumed
        self.beside: Session | None = None
        self._hooks = pluggy.PluginManager(PROJECT)
        self._hooks.add_hookspecs(type("Specification", (), spec_names(type(platform))))
        self._hooks.add_hookspecs(HostHooks)
        implemented = {name: getattr(platform, name) for name in platform.operations}
        self._hooks.register(SimpleNamespace(**implemented), name="platform")
        for number, hooks in enumerate(host_hooks):
            self._hooks.register(hooks, name=f"host-{number}")

    def refusal(self, hook: Callable[..., Any], request: Any = None) -> SupportRefused | None:
        """Why `hook` would not be called for `request`, or `None`. `request=None` asks about the plainest use."""
        name = hook.__name__
        declared = self.platform.operations.get(name)
        if declared is None:
            return UnsupportedOperation(
                platform=self.platform.key,
                operation=name,
                message=f"{self.platform.title} não oferece esta operação ({name}).",
            )
        assumed = () if self.accept_assumed else declared.assumed_for(request)
        if not assumed:
            return None
        return UnverifiedWire(
            platform=self.platform.key,
            operation=name,
            assumed=assumed,
            message=(
                f"{self.platform.title}: o formato de {', '.join(assumed)} não é público. Peça o manual ao "
                "fornecedor, ou abra a conta com accept_assumed=True."
            ),
        )

    def lacking(self, hook: Callable[..., Any], request: Any = None) -> tuple[str, ...]:
        """Which of the platform's `other_bases` a supported `hook` would use for `request`, and the account lacks."""
        used = self.platform.operations[hook.__name__].bases_for(request)
        return tuple(sorted(used - self.platform.account.other_bases))

    def require(self, hook: Callable[..., Any], request: Any = None) -> None:
        """Raise why `hook` would not be called for `request`, if it would not.

        Raises:
            SupportRefused: see :meth:`refusal`.
            ConfigurationError: the account lacks an address that it needs.
        """
        if refused := self.refusal(hook, request):
            raise refused
        for base in self.lacking(hook, request):
            self.platform.require_base(base)

    def platform_as(self, spec: type[S]) -> S:
        """The platform, as its family's specification."""
        if not isinstance(self.platform, spec):
            raise TypeError(f"{self.platform.key} is no {spec.__name__}")
        return self.platform

    def exchange(self, hook: Callable[[Any, Q], Exchange[R]], request: Q) -> Exchange[R]:
        """The exchange that carries `request` out; raises the support refusal before any step exists."""
        return self._open(hook, request, {"request": request})

    def page(self, hook: Callable[[Any, Q, str | None], Exchange[R]], request: Q, cursor: str | None) -> Exchange[R]:
        """The exchange that fetches one page of a list."""
        return self._open(hook, request, {"request": request, "cursor": cursor})

    def _open(self, hook: Callable[..., Any], request: Any, arguments: dict[str, Any]) -> Exchange[Any]:
        self.require(hook, request)
        asked: Any = getattr(self._hooks.hook, hook.__name__)
        exchange: Exchange[Any] = asked(**arguments)
        for wrapper in self._hooks.hook.around.get_hookimpls():
            wrap: Any = wrapper.function
            exchange = wrap(operation=hook.__name__, request=request, exchange=exchange)
        return exchange

    def announce(self, events: Iterable[Any]) -> tuple[str, ...]:
        """Tell every listener of `events`; the failures come back as text, none is raised."""
        failures = []
        for event in events:
            for listener in self._hooks.hook.on_event.get_hookimpls():
                try:
                    hear: Any = listener.function
                    hear(event=event)
                except Exception as failure:  # noqa: BLE001  a listener of the host may fail in any way
                    failures.append(f"{listener.plugin_name}: {type(failure).__name__}")
        return tuple(failures)
