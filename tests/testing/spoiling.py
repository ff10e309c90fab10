"""Ways of getting a platform's plugin wrong, whatever its family, as a third party might.

Each plugin made here breaks one promise on the operation that it is told, and keeps everything else.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from inspect import signature
from typing import Any, TypeAlias

import attrs

from isp_integrations.core.cli import Command, Meaning, Reply
from isp_integrations.core.errors import (
    AuthenticationFailed,
    OutcomeUnknown,
    ProviderError,
    ProviderRejected,
    RateLimited,
    Unavailable,
    UnexpectedAnswer,
)
from isp_integrations.core.exchange import Effect, Exchange
from isp_integrations.core.paging import Page
from isp_integrations.core.platform import Operation, Platform, operation, spec_names
from isp_integrations.core.wire import WireBook

Act: TypeAlias = Callable[[], Exchange[Any]]
Around: TypeAlias = Callable[[Any, Any, Act], Exchange[Any]]
"""Stands around one hook: the plugin, the request, and what carries it out as it should be."""
Told: TypeAlias = Callable[[Any], Any]
"""What a hook makes up for a request."""
_KEPT = ("test_the_platform_is_discovered", "test_the_description_says_what_the_plugin_declares")


def smaller(base: type[Platform], *kept: str) -> type[Platform]:
    """`base` without its operations but for `kept`, so that a suite on it takes seconds."""
    specs = spec_names(base)
    made: type[Platform] = type("Smaller", (base,), {n: specs[n] for n in base.operations if n not in kept})
    return made


def taking(error: type[ProviderError], told: Told) -> Around:
    """What was made up is answered wherever `error` should have come out."""

    def around(_: Any, request: Any, act: Act) -> Exchange[Any]:
        try:
            return (yield from act())
        except error:
            return told(request)

    return around


def making_up(told: Told) -> Around:
    """What was made up is answered, and nothing is asked."""

    def around(_: Any, request: Any, __: Act) -> Exchange[Any]:
        yield from ()
        return told(request)

    return around


def refusing(error: type[ProviderError]) -> Around:
    """`error` comes out as a refusal like any other."""

    def around(_: Any, __: Any, act: Act) -> Exchange[Any]:
        try:
            return (yield from act())
        except error:
            raise ProviderRejected(message="A plataforma recusou.") from None

    return around


def as_it_is(_: Any, __: Any, act: Act) -> Exchange[Any]:
    """Nothing is changed."""
    return (yield from act())


def logging_the_account(plugin: Any, _: Any, act: Act) -> Exchange[Any]:
    """The credentials are logged."""
    logging.getLogger("chatty").debug("%s", dict(plugin.account.credentials))
    return (yield from act())


@attrs.frozen(kw_only=True)
class Spoiling:
    """Where a family's plugins are spoilt, and what they then make up.

    Attributes:
        read, write: two hooks of `base`; the write may not be sent twice.
        seen, done: what a read and a write make up.
        elsewhere: an endpoint or command that is none of `base`'s.
        doubles: whether the platform does a write twice that it is sent twice.
    """

    base: type[Platform]
    read: str
    seen: Told
    write: str
    done: Told
    elsewhere: Any
    doubles: bool = True

    def spoilt(self, name: str, hooks: Mapping[str, Around] | None = None, **attributes: Any) -> type[Platform]:
        """A plugin like `base` under a key of its own, with `hooks` changed and `attributes` set."""
        changed = {hook: _changed(self.base, hook, around) for hook, around in (hooks or {}).items()}
        made: type[Platform] = type(name, (self.base,), {"key": name.lower(), **changed, **attributes})
        return made

    def anywhere(self) -> Iterator[tuple[type[Platform], tuple[str, ...]]]:
        """A plugin for each promise that every platform makes, with the checks that notice."""
        seen, done = self.seen, self.done
        yield self.spoilt("Honest"), ()
        yield (
            self.spoilt("Defaulted", **{self.read: _with_default_request(self.base, self.read)}),
            ("test_hook_signatures_are_the_specifications_own",),
        )
        yield (
            self.spoilt("Unproven", test_connection=spec_names(self.base)["test_connection"]),
            ("test_the_plugin_proves_a_connection_and_has_a_fake",),
        )
        yield (
            self.spoilt("Mistaken", {self.read: making_up(seen)}),
            ("test_a_declared_operation_works_and_any_other_is_refused_before_anything_is_sent",),
        )
        lenient = {self.read: taking(ProviderRejected, seen), self.write: taking(ProviderRejected, done)}
        yield self.spoilt("Lenient", lenient), ("test_an_awkward_case_is_answered_as_hosts_expect",)
        yield (
            self.spoilt("Confused", {"test_connection": refusing(AuthenticationFailed)}),
            ("test_wrong_credentials_are_told_as_such",),
        )
        yield (
            self.spoilt("Chatty", {self.read: logging_the_account}),
            ("test_nothing_shown_or_logged_tells_a_secret_or_a_person",),
        )

    def over_http(self) -> Iterator[tuple[type[Platform], tuple[str, ...]]]:
        """The same for what is promised of HTTP."""
        read, write, seen, done = self.read, self.write, self.seen, self.done
        yield from self.anywhere()
        yield self._straying(), ("test_operations_rest_on_endpoints_of_the_plugins_own_wire",)
        forgetful = (
            self.spoilt("Forgetful", token_refused=lambda *_: False)
            if self.base.logs_in
            else self.spoilt("Forgetful", {read: taking(AuthenticationFailed, seen)})
        )
        yield forgetful, ("test_an_expired_token_is_renewed_once_under_a_read",)
        yield (
            self.spoilt("Hasty", {write: taking(AuthenticationFailed, done)}),
            ("test_an_expired_token_under_a_write_never_doubles_it",),
        )
        yield (
            self.spoilt("Deaf", {read: taking(RateLimited, seen)}),
            ("test_too_many_requests_are_told_with_the_wait",),
        )
        yield self._timid(), ("test_a_read_survives_one_bad_moment",)
        yield (
            self.spoilt("Blithe", {read: taking(Unavailable, seen)}),
            ("test_a_read_without_an_answer_is_unavailable_after_its_retries",),
        )
        yield (
            self.spoilt("Gullible", {read: taking(UnexpectedAnswer, seen)}),
            ("test_a_read_answered_with_garbage_is_never_a_success",),
        )
        yield (
            self.spoilt("Credulous", {"test_connection": taking(UnexpectedAnswer, nothing)}),
            ("test_an_account_whose_first_answers_are_garbage_does_not_connect",),
        )
        yield (
            self.spoilt("Lying", {write: taking(OutcomeUnknown, done)}),
            (
                "test_a_write_whose_connection_is_lost_is_never_doubled",
                "test_a_write_that_the_platform_failed_at_is_in_doubt_or_proven",
                "test_a_write_lost_with_the_network_is_resumed_when_it_is_back",
            ),
        )
        yield self._careless(), ("test_a_write_answered_with_garbage_is_proven_or_in_doubt",)
        if self.doubles:
            yield self._doubling(), ("test_a_write_whose_connection_is_lost_is_never_doubled",)

    def at_a_terminal(self) -> Iterator[tuple[type[Platform], tuple[str, ...]]]:
        """The same for what is promised of equipment that is typed to."""
        read, write, seen, done = self.read, self.write, self.seen, self.done
        dialect: Any = self.base.dialect
        deaf = tuple(each for each in dialect.failures if each.meaning is not Meaning.BUSY)
        pausing = (*dialect.always, Reply(r"ON", " ", enter=False))
        yield from self.anywhere()
        yield self._straying(), ("test_operations_rest_on_commands_of_the_plugins_own_wire",)
        yield (
            self.spoilt("Idle", {write: making_up(done)}),
            ("test_every_order_changes_what_the_suite_compares",),
        )
        yield (
            self.spoilt("Blind", {"list_unprovisioned": making_up(lambda _: Page(items=()))}),
            ("test_it_lives_over_a_real_socket",),
        )
        yield (
            self.spoilt("Hurried", dialect=attrs.evolve(dialect, always=pausing)),
            ("test_an_answer_in_single_characters_is_the_same_answer",),
        )
        yield (
            self.spoilt("Alarmed", dialect=attrs.evolve(dialect, noise=())),
            ("test_an_alarm_in_the_middle_changes_nothing",),
        )
        yield self._timid(), ("test_a_read_survives_a_lost_session",)
        yield (
            self.spoilt("Blithe", {read: taking(Unavailable, seen)}),
            ("test_a_read_without_a_session_is_unavailable",),
        )
        yield (
            self.spoilt("Gullible", {read: taking(UnexpectedAnswer, seen)}),
            ("test_a_read_whose_answer_makes_no_sense_is_never_a_wrong_value",),
        )
        yield (
            self.spoilt("Offended", dialect=attrs.evolve(dialect, failures=deaf)),
            ("test_an_order_that_is_put_off_is_given_again",),
        )
        yield (
            self.spoilt("Deaf", {write: taking(RateLimited, done)}),
            ("test_equipment_that_stays_busy_does_nothing_and_is_told_as_such",),
        )
        yield (
            self.spoilt("Lying", {write: taking(OutcomeUnknown, done)}),
            (
                "test_a_session_killed_at_any_step_doubles_nothing_and_can_be_resumed",
                "test_an_order_lost_with_the_network_is_resumed_when_it_is_back",
            ),
        )
        yield (
            self._careless(),
            (
                "test_an_order_whose_answer_makes_no_sense_is_proven_or_in_doubt",
                "test_a_dry_run_tells_what_the_order_then_types_and_changes_nothing",
            ),
        )
        yield self._doubling(), ("test_a_session_killed_at_any_step_doubles_nothing_and_can_be_resumed",)

    def _straying(self) -> type[Platform]:
        """It says that it rests on what its wire does not have."""
        read = _changed(self.base, self.read, as_it_is, Operation(uses=(self.elsewhere,)))
        return self.spoilt("Straying", **{self.read: read})

    def _timid(self) -> type[Platform]:
        """It declares every read as what may not be sent twice."""
        return self.spoilt("Timid", wire=_with_effects(self.base.wire, {Effect.READ: Effect.WRITE}))

    def _doubling(self) -> type[Platform]:
        """It declares every order as what may be sent again."""
        return self.spoilt("Doubling", wire=_with_effects(self.base.wire, {Effect.WRITE: Effect.REPEATABLE}))

    def _careless(self) -> type[Platform]:
        """It declares every order as what changes nothing."""
        effects = dict.fromkeys((Effect.WRITE, Effect.REPEATABLE), Effect.READ)
        return self.spoilt("Careless", wire=_with_effects(self.base.wire, effects))


def asked_of(noticed_by: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """On each plugin the checks that must fail, on the honest one all of these, on all of them what none fails."""
    honest = " or ".join(sorted(frozenset().union(*noticed_by.values())))
    broken = (f"({name} and {check})" for name, checks in noticed_by.items() for check in sorted(checks))
    return (*_KEPT, f"(Honest and ({honest}))", *broken)


def nothing(_: Any) -> None:
    """What a hook without a result makes up."""


def _with_effects(book: WireBook, effects: Mapping[Effect, Effect]) -> WireBook:
    """The same wire, with other things said of what its calls do; whatever a command answers still counts."""

    def said(each: Any) -> Any:
        anything = {"success": each.success or ""} if isinstance(each, Command) and each.effect is Effect.READ else {}
        return attrs.evolve(each, effect=effects.get(each.effect, each.effect), **anything)

    return WireBook(
        endpoints=map(said, book.endpoints.values()),
        models=book.models.values(),
        vocabularies=book.vocabularies.values(),
        commands=map(said, book.commands.values()),
    )


def _changed(base: type[Platform], hook: str, around: Around, declared: Operation | None = None) -> Any:
    found, said = getattr(base, hook), declared or base.operations[hook]
    mark = operation(uses=said.uses, also=said.also)
    if "cursor" in signature(found).parameters:

        def change_page(self: Any, request: Any, cursor: str | None) -> Exchange[Any]:
            return (yield from around(self, request, lambda: found(self, request, cursor)))

        return mark(change_page)

    def change(self: Any, request: Any) -> Exchange[Any]:
        return (yield from around(self, request, lambda: found(self, request)))

    return mark(change)


def _with_default_request(base: type[Platform], hook: str) -> Any:
    found, said = getattr(base, hook), base.operations[hook]

    def change(self: Any, request: Any = None) -> Exchange[Any]:
        return (yield from found(self, request))

    return operation(uses=said.uses, also=said.also)(change)
