"""Everything of the library goes through JSON text and comes back equal; what does not fit is named by its path."""

import inspect
import json
import pickle
import subprocess
import sys
import types
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isp_integrations.core import errors, events
from isp_integrations.core.done import Done
from isp_integrations.core.erp import models as erp
from isp_integrations.core.errors import InvalidRecord, IspError, RuleViolation, Unavailable
from isp_integrations.core.events import Event
from isp_integrations.core.identifiers import Cnpj, Cpf, Iccid, Msisdn, PostalCode
from isp_integrations.core.mvno import events as mvno_events
from isp_integrations.core.mvno import models as mvno
from isp_integrations.core.mvno import requests
from isp_integrations.core.mvno.events import LineContractChanged, LineToppedUp
from isp_integrations.core.paging import Page
from isp_integrations.core.plain import (
    error_from_plain,
    error_to_plain,
    event_from_plain,
    event_to_plain,
    from_plain,
    to_plain,
)
from isp_integrations.core.rules import Family, Violation

CPF = "52998224725"
SAMPLES: dict[Any, Any] = {
    str: "maçã",
    int: 7,
    float: 1.5,
    bool: True,
    Decimal: Decimal("10.50"),
    date: date(2030, 2, 28),
    datetime: datetime(2030, 2, 28, 12, 30, tzinfo=UTC),
    bytes: b"\x00\xff",
    Any: "livre",
    Cpf: Cpf.parse(CPF),
    Cnpj: Cnpj.parse("12ABC34501DE35"),
    Msisdn: Msisdn.parse("11961234567"),
    Iccid: Iccid.parse("8955060000000000013", luhn=False),
    PostalCode: PostalCode.parse("04538133"),
}


def sample(hint: Any) -> Any:
    """A value of `hint` with every field filled in."""
    if hint in SAMPLES:
        return SAMPLES[hint]
    origin, args = get_origin(hint), get_args(hint)
    if origin is tuple:
        return (sample(args[0]), sample(args[0]))
    if origin is Mapping:
        return {"chave": sample(args[1])}
    if origin in (types.UnionType, Union):
        return sample(next(arg for arg in reversed(args) if arg is not types.NoneType))
    if isinstance(hint, TypeVar):
        return "livre"
    if issubclass(hint, StrEnum):
        return list(hint)[-1]
    return filled(hint)


def filled(kind: Any) -> Any:
    hints = get_type_hints(kind)
    return kind(**{field.name: sample(hints[field.name]) for field in attrs.fields(kind)})


def through_json(plain: Any) -> Any:
    return json.loads(json.dumps(plain, allow_nan=False))


def family_of(kind: type[Any]) -> Iterator[type[Any]]:
    yield kind
    for child in kind.__subclasses__():
        yield from family_of(child)


def models_of(module: types.ModuleType) -> list[type[Any]]:
    found = [kind for _, kind in inspect.getmembers(module, inspect.isclass)]
    return [kind for kind in found if kind.__module__ == module.__name__ and attrs.has(kind)]


MODELS = [*models_of(erp), *models_of(mvno), *models_of(requests), Violation]
ERRORS = [kind for kind in family_of(IspError) if kind.__module__ == errors.__name__]
EVENTS = [kind for kind in family_of(Event) if kind.__module__ in {events.__name__, mvno_events.__name__}]


def problems(kind: Any, data: object) -> tuple[str, ...]:
    with pytest.raises(InvalidRecord) as refused:
        from_plain(kind, data)
    assert refused.value.__suppress_context__ or refused.value.__context__ is None
    return refused.value.problems


@pytest.mark.parametrize("kind", MODELS, ids=lambda kind: kind.__name__)
def test_every_model_and_request_survives_json(kind: type[Any]) -> None:
    value = filled(kind)
    assert from_plain(kind, through_json(to_plain(value))) == value


@pytest.mark.parametrize("kind", MODELS, ids=lambda kind: kind.__name__)
def test_every_model_and_request_survives_json_with_its_defaults(kind: type[Any]) -> None:
    hints = get_type_hints(kind)
    required = [field.name for field in attrs.fields(kind) if field.default is attrs.NOTHING]
    value = kind(**{name: sample(hints[name]) for name in required})
    assert from_plain(kind, through_json({name: to_plain(getattr(value, name)) for name in required})) == value


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.__name__)
def test_every_event_survives_json(kind: type[Event]) -> None:
    value = filled(kind)
    plain = through_json(event_to_plain(value))
    assert plain["event"] == kind.__name__
    assert event_from_plain(plain) == value


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_every_error_survives_json_and_pickle(kind: type[IspError]) -> None:
    error = filled(kind)
    plain = through_json(error_to_plain(error))
    assert plain["error"] == kind.__name__
    for back in (error_from_plain(plain), pickle.loads(pickle.dumps(error))):  # noqa: S301  our own bytes
        assert type(back) is kind
        assert vars(back) == vars(error)
        assert str(back) == str(error)


def test_the_errors_told_apart_are_all_of_them() -> None:
    assert {kind.__name__ for kind in ERRORS} >= {
        "IspError",
        "RuleViolation",
        "UnverifiedWire",
        "RateLimited",
        "OutcomeUnknown",
    }


def test_a_violation_keeps_texts_and_lists_in_its_context() -> None:
    found = Violation(
        rule_id="CORE-1",
        code="core.x",
        family=Family.CONFLICT,
        message="não",
        context={"field": "a", "fields": ("a", "b")},
    )
    error = RuleViolation(violations=(found,))
    back = error_from_plain(through_json(error_to_plain(error)))
    assert isinstance(back, RuleViolation)
    assert back.violations == (found,)


def test_an_error_may_be_asked_for_by_its_root_or_itself() -> None:
    plain = error_to_plain(Unavailable(message="fora do ar", platform="contel"))
    assert isinstance(from_plain(Unavailable, plain), Unavailable)
    assert problems(errors.RateLimited, plain) == ("$: classe desconhecida em error",)


def test_an_event_of_a_family_that_nothing_has_loaded_yet_is_read() -> None:
    code = (
        "import gc; gc.disable(); "  # what attrs leaves behind of a class with slots stays
        "from isp_integrations.core.plain import event_from_plain; "
        "print(event_from_plain({'event': 'LineToppedUp', 'line_id': '1', 'plan_code': '7'}))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "LineToppedUp(line_id='1', plan_code='7')"


def test_the_mobile_events_are_shown_with_those_of_no_family() -> None:
    assert {mvno_events.Event, mvno_events.UnexpectedTransition, mvno_events.MirrorSkippedUnknownStatus} <= {
        *models_of(events)
    }


def test_a_finished_operation_keeps_value_warnings_and_events() -> None:
    done = Done(
        value=filled(mvno.Transfer),
        warnings=(filled(Violation),),
        events=(
            LineContractChanged(line_id="1", old_contract_id=None, new_contract_id="2"),
            LineToppedUp(line_id=None, plan_code="7"),
        ),
        listener_failures=("hook: KeyError",),
    )
    assert from_plain(Done[mvno.Transfer], through_json(to_plain(done))) == done


def test_a_page_keeps_its_items_and_cursor() -> None:
    page = Page(items=(filled(mvno.MobilePlan), filled(mvno.MobilePlan)), cursor="p2")
    assert from_plain(Page[mvno.MobilePlan], through_json(to_plain(page))) == page


def test_generics_without_a_parameter_hold_plain_values() -> None:
    assert from_plain(Done, to_plain(Done(value={"a": [1]}))).value == {"a": [1]}


def test_plain_values_have_no_classes_of_ours() -> None:
    plain = to_plain(filled(mvno.MvnoLine))
    assert type(plain["status"]) is str
    assert plain["msisdn"] == "+5511961234567"
    assert type(plain["portability"]) is dict


@pytest.mark.parametrize("alien", [object(), {1, 2}, float("nan"), {"x": float("inf")}, lambda: None])
def test_what_has_no_plain_form_is_a_type_error(alien: object) -> None:
    with pytest.raises(TypeError):
        to_plain(alien)


@pytest.mark.parametrize(
    ("kind", "data", "complaint"),
    [
        (bool, "false", "$: deve ser verdadeiro ou falso"),
        (bool, 0, "$: deve ser verdadeiro ou falso"),
        (str, 7, "$: deve ser texto"),
        (str, None, "$: deve ser texto"),
        (str, "\ud800", "$: texto que não existe em UTF-8"),
        (int, "7", "$: deve ser número inteiro"),
        (int, True, "$: deve ser número inteiro"),
        (int, 7.0, "$: deve ser número inteiro"),
        (float, float("nan"), "$: deve ser número"),
        (Decimal, 7.5, "$: deve ser texto"),
        (Decimal, "NaN", "$: deve ser número decimal escrito como texto"),
        (Decimal, "1_0", "$: deve ser número decimal escrito como texto"),
        (Decimal, "1E999999999", "$: deve ser número decimal escrito como texto"),
        (date, "20300228", "$: deve ser data, AAAA-MM-DD"),
        (date, "2030-02-30", "$: deve ser data, AAAA-MM-DD"),
        (date, "2030-02-28T00:00:00", "$: deve ser data, AAAA-MM-DD"),
        (datetime, "2030-02-28", "$: deve ser data e hora, ISO 8601"),
        (bytes, "não é base64", "$: deve ser base64"),
        (mvno.BlockScope, "todo", "$: deve ser um de partial, total"),
        (Msisdn, "11861234567", "$: deve ser celular do Brasil: DDD e 9 dígitos, o primeiro 9"),
        (Cpf | Cnpj | None, CPF[:-1], "$: deve ter 11 (CPF) ou 14 (CNPJ) caracteres"),
        (tuple[str, ...], "abc", "$: deve ser lista"),
        (Mapping[str, str], [], "$: deve ser objeto"),
        (Mapping[str, str], {1: "a"}, "$: deve ser objeto"),
        (mvno.SimLookup, [], "$: deve ser objeto"),
        (Event, {}, "$: classe desconhecida em event"),
        (IspError, {"error": "SystemExit"}, "$: classe desconhecida em error"),
        (IspError, {"error": ["IspError"]}, "$: classe desconhecida em error"),
        (str | tuple[str, ...], 7, "$: não é de nenhum dos tipos aceitos"),
        (Any, {"a": object()}, "a: não é JSON"),
    ],
)
def test_nothing_is_converted_silently(kind: Any, data: object, complaint: str) -> None:
    assert problems(kind, data) == (complaint,)


def test_every_misfit_is_told_at_once_by_its_path_and_without_its_value() -> None:
    found = problems(
        Done[mvno.MvnoLine],
        {
            "value": {
                "msisdn": CPF,
                "is_ported": "false",
                "portability": {"sms_confirmed": 1, "surname": "Silva"},
                "platform_ids": {"a": 1, "b": "x"},
                CPF: "x",
            },
            "warnings": [{}, 7],
            "events": [{"event": "LineToppedUp", "line_id": "1"}],
        },
    )
    assert sorted(found) == [
        "events[0].plan_code: obrigatório",
        "value.(nome inválido): campo desconhecido",
        "value.is_ported: deve ser verdadeiro ou falso",
        "value.msisdn: DDD inexistente",
        "value.platform_ids.a: deve ser texto",
        "value.portability.sms_confirmed: deve ser verdadeiro ou falso",
        "value.portability.surname: campo desconhecido",
        "value.status: obrigatório",
        "warnings[0].code: obrigatório",
        "warnings[0].family: obrigatório",
        "warnings[0].message: obrigatório",
        "warnings[0].rule_id: obrigatório",
        "warnings[1]: deve ser objeto",
    ]


def test_data_nested_without_end_are_refused() -> None:
    data: list[Any] = []
    for _ in range(100_000):
        data = [data]
    assert problems(Done, {"value": data}) != ()


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text() | st.floats(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_any_json_at_all_is_a_line_or_an_invalid_record(junk: Any) -> None:
    for kind in (mvno.MvnoLine, erp.Customer, Event, IspError):
        with pytest.raises(InvalidRecord):
            from_plain(kind, junk)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4), st.datetimes(timezones=st.just(UTC)))
def test_amounts_and_moments_come_back_exactly(amount: Decimal, moment: datetime) -> None:
    top_up = mvno.TopUp(at=moment, price=amount)
    assert from_plain(mvno.TopUp, through_json(to_plain(top_up))) == top_up
