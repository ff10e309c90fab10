"""People and secrets on their way into a file."""

import json
from typing import Any
from urllib.parse import parse_qsl

import pytest

from isp_integrations.core.identifiers import Cnpj, Cpf, Iccid, Msisdn
from isp_integrations.testing.pseudonyms import IN_RANGE, SECRET, Kind, Pseudonyms
from isp_integrations.testing.scrubbing import Scrubber

PARSERS = {Kind.CPF: Cpf.parse, Kind.CNPJ: Cnpj.parse, Kind.MSISDN: Msisdn.parse, Kind.ICCID: Iccid.parse}
VALUES = {
    Kind.CPF: ("52998224725", "11144477735", "39053344705"),
    Kind.CNPJ: ("11222333000181", "12ABC34501DE35"),
    Kind.MSISDN: ("11961234567", "55961234567", "68999990001"),
    Kind.ICCID: ("8955060000000000012", "89550600000000000127"),
}


@pytest.fixture
def scrubber() -> Scrubber:
    return Scrubber(b"tests")


@pytest.mark.parametrize("kind", VALUES)
def test_pseudonyms_are_valid_in_their_range_and_as_many_as_the_values(kind: Kind) -> None:
    made = [Pseudonyms(b"tests").of(kind, value) for value in VALUES[kind]]
    assert all(PARSERS[kind](each) for each in made)
    assert all(IN_RANGE[kind].fullmatch(each) for each in made)
    assert len(set(made)) == len(VALUES[kind])
    assert [len(each) for each in made] == [len(value) for value in VALUES[kind]]


def test_pseudonyms_keep_the_area_code() -> None:
    assert Pseudonyms(b"tests").of(Kind.MSISDN, "68999990001").startswith("68")


def test_another_key_makes_other_pseudonyms() -> None:
    assert Pseudonyms(b"one").of(Kind.CPF, "52998224725") != Pseudonyms(b"two").of(Kind.CPF, "52998224725")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("529.982.247-25", "52998224725"),
        ("11.222.333/0001-81", "11222333000181"),
        ("(11) 96123-4567", "+5511961234567"),
        ("5511961234567", "11 96123-4567"),
    ],
)
def test_one_value_in_two_forms_gets_one_pseudonym_in_both(scrubber: Scrubber, one: str, other: str) -> None:
    parse = {"5": Cpf.parse, "(": Msisdn.parse}.get(one[0], Cnpj.parse)
    parse = Msisdn.parse if "96123" in one or one.startswith("55119") else parse
    scrubbed = [scrubber.text(f"x {text}.") for text in (one, other)]
    values = [parse(text[2:-1]).value for text in scrubbed]
    assert values[0] == values[1] != parse(one).value
    assert [sign for sign in scrubbed[0] if not sign.isalnum()] == [
        sign for sign in f"x {one}." if not sign.isalnum()
    ]


BODY: dict[str, Any] = {
    "nome": "Fulana Exemplo",
    "cpf": "52998224725",
    "cnpj": None,
    "telefone": "1133334444",
    "email": "fulana@provedor.example",
    "data_nascimento": "1984-05-06",
    "endereco": {"rua": "Rua Um", "numero": "55", "cep": "01310100", "municipio": "São Paulo", "uf": "SP"},
    "linhas": [{"numero": "11961234567", "iccid": "8955060000000000012", "status": "ATIVO", "saldo": 12.5}],
    "chave_acesso": "abc",
    "token": {"access_token": "eyJhbGciOi.eyJzdWIi.abc"},
    "documento": 52998224725,
    "esim": "LPA:1$smdp.operadora.example$CODIGO",
    "mensagem": "CPF 529.982.247-25 de fulana@provedor.example: linha (11) 96123-4567, Bearer abc.def",
}
PERSONAL = (
    "Fulana", "52998224725", "1133334444", "provedor", "1984", "Rua Um", '"55"', "01310100", "São Paulo",
    "961234567", "8955060000000000012", '"abc"', "eyJ", "CODIGO", "529.982", "96123", "abc.def",
)  # fmt: skip


def test_a_body_loses_every_person_and_secret_however_deep(scrubber: Scrubber) -> None:
    text = scrubber.body(json.dumps(BODY).encode()).decode()
    assert [value for value in PERSONAL if value in text] == []
    scrubbed = json.loads(text)
    assert Cpf.parse(scrubbed["cpf"]).value == scrubbed["documento"]
    assert (scrubbed["linhas"][0]["status"], scrubbed["linhas"][0]["saldo"]) == ("ATIVO", 12.5)
    assert (scrubbed["endereco"]["uf"], scrubbed["cnpj"]) == ("SP", None)
    assert scrubbed["cpf"][:3] + "." + scrubbed["cpf"][3:6] in scrubbed["mensagem"]


def test_what_was_scrubbed_once_stays_as_it_is(scrubber: Scrubber) -> None:
    once = scrubber.plain(BODY)
    assert scrubber.plain(once) == once


def test_another_process_takes_a_files_pseudonyms_for_what_they_are(scrubber: Scrubber) -> None:
    once = scrubber.plain(BODY)
    later = Scrubber(b"another key")
    later.know(json.dumps(once))
    assert later.plain(once) == once


def test_a_real_value_that_looks_like_a_pseudonym_is_scrubbed_all_the_same(scrubber: Scrubber) -> None:
    real = Pseudonyms(b"somebody else").of(Kind.CPF, "52998224725")
    assert scrubber.plain({"cpf": real}) != {"cpf": real}


def test_any_credentials_become_the_same_word(scrubber: Scrubber) -> None:
    assert scrubber.plain({"senha": "um", "token": "dois", "user_token": "tres"}) == {
        "senha": SECRET,
        "token": SECRET,
        "user_token": SECRET,
    }


def test_a_plan_keeps_its_name_and_a_person_does_not(scrubber: Scrubber) -> None:
    plan = {"code": "1", "name": "4 GB", "price": "24.90"}
    assert scrubber.plain(plan) == plan
    assert scrubber.plain({"id": "1", "name": "Fulana"})["name"] != "Fulana"


def test_an_address_loses_host_number_document_and_token(scrubber: Scrubber) -> None:
    url = "https://api.exemplo.com.br:8443/v1/lines/8955060000000000012?user_token=abc&linha=11961234567&page=2"
    scrubbed = scrubber.url(url, "http://exemplo.sandbox.invalid")
    assert scrubbed.startswith("http://exemplo.sandbox.invalid/v1/lines/895590")
    assert scrubbed.endswith("&page=2")
    assert not any(value in scrubbed for value in ("8955060000", "abc", "961234567", "8443"))


def test_only_harmless_headers_are_kept(scrubber: Scrubber) -> None:
    headers = {"Authorization": "Bearer abc", "Set-Cookie": "a=b", "Content-Type": "application/json", "X-Trace": "7"}
    assert scrubber.headers(headers) == {"content-type": "application/json"}


def test_a_body_that_is_no_text_leaves_its_length_alone(scrubber: Scrubber) -> None:
    assert scrubber.body(b"\xff\xfe\x00") == b"<3 bytes>"


def test_an_id_of_eleven_digits_that_is_nobodys_document_stays(scrubber: Scrubber) -> None:
    assert scrubber.plain({"id": "11144477734", "protocolo": 20260115}) == {
        "id": "11144477734",
        "protocolo": 20260115,
    }


def test_a_form_body_is_scrubbed_member_by_member(scrubber: Scrubber) -> None:
    form = b"client_secret=muito-secreto&pEmail=fulana%40example.com&pPhone=5511961234567&pTicket=T-1&vazio="
    scrubbed = dict(parse_qsl(scrubber.body(form).decode(), keep_blank_values=True))
    assert scrubbed["client_secret"] == SECRET
    assert scrubbed["pEmail"].endswith("@example.invalid")
    assert scrubbed["pPhone"].startswith("551190")
    assert (scrubbed["pTicket"], scrubbed["vazio"]) == ("T-1", "")


def test_a_device_s_keys_are_secrets_told_or_ordered(scrubber: Scrubber) -> None:
    names = ("KeyPassphrase", "PreSharedKey.1.PreSharedKey", "X_TP_PreSharedKey", "Password")
    ordered = {"parameterValues": [[f"W.1.{name}", "senha-muito-secreta", "xsd:string"] for name in names]}
    assert scrubber.plain(ordered) == {"parameterValues": [[f"W.1.{name}", SECRET, "xsd:string"] for name in names]}
    told = {
        "W": {name: {"_value": "senha-muito-secreta", "_writable": True} for name in ("KeyPassphrase", "Password")}
    }
    assert "senha-muito-secreta" not in json.dumps(scrubber.plain(told))
    assert scrubber.plain(told)["W"]["Password"]["_writable"] is True


def test_a_device_s_other_parameters_stay(scrubber: Scrubber) -> None:
    told = {"parameterValues": [["W.1.SSID", "CASA", "xsd:string"]], "Channel": {"_value": 44}}
    assert scrubber.plain(told) == told


def test_the_host_s_code_behind_a_name_is_kept_and_the_name_is_not(scrubber: Scrubber) -> None:
    told = scrubber.plain({"name": "Fulana Exemplo [contrato-x]"})["name"]
    plain = scrubber.plain({"name": "Fulana Exemplo"})["name"]
    assert told == f"{plain} [contrato-x]"
    assert scrubber.plain({"name": told})["name"] == told


def test_a_document_in_the_brackets_behind_a_name_is_scrubbed_too(scrubber: Scrubber) -> None:
    assert "52998224725" not in scrubber.plain({"name": "Fulana [52998224725]"})["name"]
