"""Wires are read tolerantly where vendors are loose, strictly where a guess would hurt, and never quoted."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

import pytest

from isp_integrations.core.errors import InvalidRecord, UnexpectedAnswer
from isp_integrations.core.evidence import ASSUMED, DOCUMENTED, OBSERVED
from isp_integrations.core.exchange import Effect
from isp_integrations.core.wire import Endpoint, Vocabulary, Wire, WireBook, read_decimal, wire_model


class Mood(StrEnum):
    HAPPY = "happy"
    UNKNOWN = "unknown"


MOOD = Vocabulary("mood", {"FELIZ": Mood.HAPPY}, Mood.UNKNOWN)


@wire_model
class Pet:
    name: Annotated[str, Wire("nome", OBSERVED, "zoo 1")]
    age: Annotated[int | None, Wire("idade", ASSUMED, "zoo 2")] = None


@wire_model
class Owner:
    id: Annotated[str, Wire("codigo", OBSERVED, "zoo 3")]
    vip: Annotated[bool | None, Wire("vip", OBSERVED, "zoo 3")] = None
    balance: Annotated[Decimal | None, Wire("saldo", OBSERVED, "zoo 3")] = None
    pets: Annotated[list[Pet], Wire("animais", OBSERVED, "zoo 3")] = []


GET_OWNER = Endpoint("get_owner", "GET", "donos/{id}", Effect.READ, OBSERVED, "zoo 3", answer=Owner)
GUESSED = Endpoint("guessed", "POST", "chute", Effect.WRITE, ASSUMED, "ours", settle=None)


def book() -> WireBook:
    return WireBook(endpoints=(GET_OWNER, GUESSED), models=(Owner, Pet), vocabularies=(MOOD,))


@pytest.mark.parametrize("given", ["17", 17])
def test_an_id_may_be_a_number_or_a_text(given: object) -> None:
    assert book().read(Owner, {"codigo": given}).id == "17"


@pytest.mark.parametrize(
    ("given", "read"),
    [("1.234,56", "1234.56"), ("1,234.56", "1234.56"), ("10,5", "10.5"), ("10.5", "10.5"), (Decimal("7.25"), "7.25")],
)
def test_money_is_read_in_both_notations(given: object, read: str) -> None:
    assert book().read(Owner, {"codigo": "1", "saldo": given}).balance == Decimal(read)


@pytest.mark.parametrize("text", ["", "R$ 10", "1.2.3", "1,2,3", "10,", "NaN", "Infinity", "1e5", "٣", "9" * 41])
def test_what_is_no_number_is_refused_rather_than_guessed(text: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        read_decimal(text)


def test_the_text_false_is_not_a_flag() -> None:
    with pytest.raises(UnexpectedAnswer) as caught:
        book().read(Owner, {"codigo": "1", "vip": "false"})
    assert caught.value.paths == ("$.vip",)


@pytest.mark.parametrize(
    ("payload", "paths"),
    [
        ({}, ("$.codigo",)),
        ({"codigo": None}, ("$.codigo",)),
        ({"codigo": True}, ("$.codigo",)),
        ({"codigo": "1", "animais": {"nome": "Rex"}}, ("$.animais",)),
        ({"codigo": "1", "animais": [{"nome": "Rex"}, {}]}, ("$.animais[1].nome",)),
        ({"codigo": [], "animais": [{"nome": "Rex", "idade": "velho"}]}, ("$.codigo", "$.animais[0].idade")),
        ([], ("$",)),
        ("texto", ("$",)),
        (None, ("$",)),
    ],
)
def test_what_does_not_fit_is_named_by_its_path_on_the_wire(payload: Any, paths: tuple[str, ...]) -> None:
    with pytest.raises(UnexpectedAnswer) as caught:
        book().read(Owner, payload)
    assert set(caught.value.paths) == set(paths)


def test_the_complaint_never_quotes_a_value() -> None:
    with pytest.raises(UnexpectedAnswer) as caught:
        book().read(Owner, {"codigo": ["Fulana Exemplo"], "saldo": "segredo"})
    assert "Fulana" not in str(caught.value)
    assert "segredo" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_unknown_extra_keys_are_fine() -> None:
    assert book().read(Owner, {"codigo": "1", "novidade": {"a": 1}}).id == "1"


def test_a_body_goes_out_under_its_wire_keys() -> None:
    step = book().request(GET_OWNER, path={"id": "7"}, body=Owner(id="7", pets=[Pet(name="Rex")]))
    assert step.body == {
        "codigo": "7",
        "vip": None,
        "saldo": None,
        "animais": [{"nome": "Rex", "idade": None}],
    }


@pytest.mark.parametrize(
    ("value", "path"), [("a/b", "donos/a%2Fb"), ("a?b#c", "donos/a%3Fb%23c"), ("ç d", "donos/%C3%A7%20d")]
)
def test_a_path_value_stays_one_segment(value: str, path: str) -> None:
    assert book().request(GET_OWNER, path={"id": value}).path == path


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_a_path_value_that_would_change_the_address_is_refused(value: str) -> None:
    with pytest.raises(InvalidRecord, match=r"^id: .*mudaria o endereço"):
        book().request(GET_OWNER, path={"id": value})


def test_a_model_field_without_a_mark_is_refused_when_it_is_declared() -> None:
    with pytest.raises(TypeError, match="age"):

        @wire_model
        class Unmarked:
            name: Annotated[str, Wire("nome", OBSERVED, "zoo 1")]
            age: int


def test_a_wire_model_never_shows_its_values() -> None:
    assert "Rex" not in repr(Pet(name="Rex"))


def test_an_endpoint_is_as_weak_as_the_weakest_field_it_cannot_do_without() -> None:
    @wire_model
    class Guess:
        sure: Annotated[str, Wire("certo", DOCUMENTED, "zoo 9")]
        unsure: Annotated[str, Wire("chute", ASSUMED, "ours")]

    endpoint = Endpoint("x", "GET", "x", Effect.READ, DOCUMENTED, "zoo 9", body=Guess)
    assert endpoint.weakest_evidence is ASSUMED


def test_an_optional_assumed_field_does_not_weaken_an_endpoint() -> None:
    assert GET_OWNER.weakest_evidence is OBSERVED


@pytest.mark.parametrize("word", ["FELIZ", "feliz", " Feliz ", "félíz"])
def test_a_word_is_known_in_any_case_or_accent(word: str) -> None:
    assert book().word(MOOD, word) is Mood.HAPPY


@pytest.mark.parametrize("word", ["TRISTE", "", None, 1, ["FELIZ"]])
def test_a_word_in_no_table_is_unknown(word: object) -> None:
    assert book().word(MOOD, word) is Mood.UNKNOWN


def test_a_partner_corrects_paths_keys_words_and_settling_times() -> None:
    corrected = book().overridden(
        {
            "paths": {"get_owner": "v2/owners/{id}"},
            "keys": {"Owner.id": "id", "Pet.name": "name"},
            "words": {"mood": {"CONTENTE": "happy"}},
            "settle": {"guessed": 30},
        }
    )
    assert corrected.request(GET_OWNER, path={"id": "7"}).path == "v2/owners/7"
    assert [pet.name for pet in corrected.read(Owner, {"id": "7", "animais": [{"name": "Rex"}]}).pets] == ["Rex"]
    assert corrected.word(MOOD, "contente") is Mood.HAPPY
    assert corrected.word(MOOD, "feliz") is Mood.HAPPY
    assert corrected.settle(GUESSED) == 30
    with pytest.raises(UnexpectedAnswer, match="id"):
        corrected.read(Owner, {"codigo": "7"})


def test_a_correction_stays_with_its_account() -> None:
    original = book()
    original.overridden({"paths": {"get_owner": "v2/owners/{id}"}, "keys": {"Owner.id": "id"}})
    assert original.request(GET_OWNER, path={"id": "7"}).path == "donos/7"
    assert original.read(Owner, {"codigo": "7"}).id == "7"


@pytest.mark.parametrize(
    ("overrides", "problem"),
    [
        ({"path": {"get_owner": "x"}}, "wire_overrides.path"),
        ({"paths": {"get_ower": "x/{id}"}}, "wire_overrides.paths.get_ower"),
        ({"paths": {"get_owner": "owners"}}, "marcadores"),
        ({"paths": {"get_owner": "https://elsewhere.example/{id}"}}, "caminho relativo"),
        ({"paths": {"get_owner": "a\n/{id}"}}, "caminho relativo"),
        ({"keys": {"Owner.idd": "id"}}, "wire_overrides.keys.Owner.idd"),
        ({"keys": {"Owner.id": ""}}, "chave"),
        ({"words": {"moood": {}}}, "wire_overrides.words.moood"),
        ({"words": {"mood": {"X": "ecstatic"}}}, "happy"),
        ({"settle": {"guessed": -1}}, "segundos"),
        ({"settle": {"guessed": True}}, "segundos"),
    ],
)
def test_a_misspelt_correction_is_an_error_that_names_it(overrides: dict[str, Any], problem: str) -> None:
    with pytest.raises(InvalidRecord, match=problem):
        book().overridden(overrides)


def test_every_misspelt_correction_is_reported_at_once() -> None:
    with pytest.raises(InvalidRecord) as caught:
        book().overridden({"paths": {"nope": "x"}, "keys": {"No.pe": "x"}})
    assert len(caught.value.problems) == 2
