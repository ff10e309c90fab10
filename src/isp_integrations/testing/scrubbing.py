"""Takes people and secrets out of requests and answers, before anything is written down.

What a value is, is told by its key where the key is known (`nome`, `cpf`, `token`), else by its form (a valid CPF
anywhere is a CPF). Pseudonyms map to themselves, so a recorded conversation can be played again: the client sends
back what the scrubbed answers gave it.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from isp_integrations.core.errors import InvalidIdentifier
from isp_integrations.core.identifiers import Cnpj, Cpf, Iccid, Msisdn
from isp_integrations.core.text import fold
from isp_integrations.testing.pseudonyms import BIRTH_DAY, IN_RANGE, SECRET, Kind, Pseudonyms

KEPT_HEADERS = frozenset({"content-type", "retry-after"})
"""Every other header is dropped: authorizations, cookies, request ids, dates."""

SECRET_KEYS = frozenset({
    "accesskey", "accesstoken", "apikey", "apitoken", "authorization", "bearer", "chave", "chaveacesso",
    "chaveacessofranquia", "clientsecret", "confirmationcode", "cookie", "credential", "esimcode",
    "activationcode", "franchisekey", "matchingid", "password", "passwd", "pixcopiacola", "pixqrcode",
    "refreshtoken", "secret", "secretkey", "senha", "sessionid", "setcookie", "token", "usertoken",
    "keypassphrase", "presharedkey", "xtppresharedkey",
    "usersecret", "xapikey", "senpppoe", "ssenha", "suser", "tempovida", "token2", "usurpppoe",
})  # fmt: skip
PERSON_KEYS = frozenset({
    "apelido", "cliente", "clientenome", "customername", "fullname", "holder", "holdername", "legalname",
    "linhaapelido", "name", "nome", "nomecliente", "nomecompleto", "nomefantasia", "nomemae", "nomepai",
    "nometitular", "personname", "razaosocial", "rzaosoclclie", "sobrenome", "surname", "titular", "titularapelido",
    "tradename",
})  # fmt: skip
ADDRESS_KEYS = frozenset({
    "address", "addressnumber", "bairro", "cidade", "city", "complement", "complemento", "district", "endereco",
    "logradouro", "municipio", "neighborhood", "numeroendereco", "rua", "street",
})  # fmt: skip
STREET_KEYS = frozenset({"logradouro", "rua", "street"})
"""A mapping with one of these is an address: its `numero` is a house's."""
POSTAL_KEYS = frozenset({"cep", "postalcode", "postcode", "zipcode"})
DOCUMENT_KEYS = frozenset({
    "clientecnpjcpf", "cnpj", "cnpjcpfclie", "cpf", "cpfcnpj", "document", "documentnumber", "documento",
    "documentotitular", "holdertaxid", "rg", "taxid",
})  # fmt: skip
PHONE_KEYS = frozenset({
    "callerid", "celular", "contractline", "destination", "destino", "didnumber", "fone", "fonefixo", "mobilephone",
    "numerocelular", "numerotelefone", "origem", "origin", "phone", "phonenumber", "telefone", "telefone1",
    "telefone2", "telefone3", "telefone4", "telephone", "whatsapp",
})  # fmt: skip
BIRTH_KEYS = frozenset({"birthdate", "datanascimento", "dateofbirth", "datnasc", "nascimento"})
TR069_VALUE, TR069_VALUES = "_value", "parametervalues"
"""What a parameter of a device is, under its own name; and a list of `[name, value, type]`."""
CATALOGUE_KEYS = frozenset({"price", "valor", "datamb", "preco"})
"""A mapping with one of these sells something: its `name` is no person's."""

_CODED_NAME = re.compile(r"(?P<name>[^\[\]]+)(?P<code> \[[^\[\]]{1,100}\])")
_EMAIL = re.compile(r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9.\-]+\.[A-Za-z]{2,}")
_LPA = re.compile(r"LPA:1\$[^\s\"',<>]+", re.IGNORECASE)
_FORM = re.compile(r"[\w.%+\-\[\]]+=[^\s&=]*(?:&[\w.%+\-\[\]]+=[^\s&=]*)*")
_BEARER = re.compile(r"\b(Bearer)\s+[\w.~+/\-]+=*")
_JWT = re.compile(r"\beyJ[\w\-]+\.[\w\-]+\.[\w\-]*")
_ICCID = re.compile(r"(?<![0-9A-Za-z])89[0-9]{17,18}(?![0-9A-Za-z])")
_CNPJ = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9A-Z]{2}\.[0-9A-Z]{3}\.[0-9A-Z]{3}/[0-9A-Z]{4}-[0-9]{2}|[0-9A-Z]{12}[0-9]{2})(?![0-9A-Za-z])"
)
_MSISDN = re.compile(
    r"(?<![0-9A-Za-z])(?:\+?55\s?)?(?:\([1-9][0-9]\)\s?|[1-9][0-9]\s?)9[0-9]{4}-?[0-9]{4}(?![0-9A-Za-z])"
)
_CPF = re.compile(r"(?<![0-9A-Za-z])(?:[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}|[0-9]{11})(?![0-9A-Za-z])")
_TEXTS: tuple[tuple[Kind, re.Pattern[str], Callable[[str], str]], ...] = (
    (Kind.ICCID, _ICCID, lambda text: Iccid.parse(text, luhn=False).value),
    (Kind.CNPJ, _CNPJ, lambda text: Cnpj.parse(text).value),
    (Kind.MSISDN, _MSISDN, lambda text: Msisdn.parse(text).national),
    (Kind.CPF, _CPF, lambda text: Cpf.parse(text).value),
)


class Scrubber:
    """Scrubs one conversation after another with the same pseudonyms.

    Args:
        key: see :class:`~isp_integrations.testing.pseudonyms.Pseudonyms`.
    """

    def __init__(self, key: bytes) -> None:
        self._pseudonyms = Pseudonyms(key)
        self._made: set[str] = {SECRET}
        self._hidden: frozenset[str] = frozenset()

    def hide(self, secrets: Iterable[str]) -> None:
        """Take these texts for secrets where one is a whole segment of a path: some platforms want them there."""
        self._hidden |= frozenset(secrets)

    def know(self, text: str) -> None:
        """Take the pseudonyms in a recorded text for what they are, not for real values."""
        for kind, found in personal_values(text):
            if IN_RANGE[kind].fullmatch(found):
                self._made.add(found)
        self._made.update(re.findall(IN_RANGE[Kind.TEXT], text))
        self._made.update(re.findall(r"\b00[0-9]{6}\b|\b[0-9]{2}0[0-9]{7}\b", text))

    def url(self, url: str, origin: str) -> str:
        """`url` at `origin`, its path and query scrubbed."""
        parts = urlsplit(url)
        segments = (unquote(segment) for segment in parts.path.split("/"))
        shown = "/".join(SECRET if segment in self._hidden else segment for segment in segments)
        path = quote(self.text(shown), safe="/:@+,;=$-._~")
        query = self._members(parts.query)
        return f"{origin}{path}" + (f"?{query}" if query else "")

    def headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        """The headers that say nothing of anybody."""
        return {name.lower(): value for name, value in headers.items() if name.lower() in KEPT_HEADERS}

    def body(self, body: bytes) -> bytes:
        """A body, JSON, an HTML form or any other text; one that is no text becomes a note of its length."""
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError:
            return f"<{len(body)} bytes>".encode()
        try:
            content = json.loads(text)
        except ValueError:
            scrubbed = self._members(text) if _FORM.fullmatch(text) else self.text(text)
            return scrubbed.encode()
        return json.dumps(self.plain(content), ensure_ascii=False, separators=(",", ":")).encode()

    def plain(self, content: Any, key: str = "", beside: frozenset[str] = frozenset()) -> Any:
        """Plain JSON with every person and secret in it replaced, however deep.

        Args:
            key: what `content` stands under.
            beside: the folded keys of the mapping that it stands in.
        """
        match content:
            case dict():
                names = frozenset(folded(name) for name in content)
                return {
                    name: self.plain(value, key if name == TR069_VALUE else name, names)
                    for name, value in content.items()
                }
            case [str(path), value, *rest] if folded(key) == TR069_VALUES:
                return [path, self.plain(value, path.rpartition(".")[2]), *rest]
            case list():
                return [self.plain(value, key, beside) for value in content]
            case bool() | None | float():
                return content
            case int():
                return self._number(key, content)
            case _:
                return self._leaf(key, content, beside)

    def text(self, text: str) -> str:
        """Free text with everything that has the form of personal data or of a secret replaced."""
        text = _BEARER.sub(rf"\1 {SECRET}", _JWT.sub(SECRET, _LPA.sub(f"LPA:1${SECRET}", text)))
        text = _EMAIL.sub(lambda found: self._pseudonym(Kind.EMAIL, found[0].lower()), text)
        for kind, pattern, bare in _TEXTS:
            text = pattern.sub(partial(self._in_place, kind, bare), text)
        return text

    def _members(self, text: str) -> str:
        """A query, or a form body."""
        return urlencode([(name, self._leaf(name, value)) for name, value in parse_qsl(text, keep_blank_values=True)])

    def _leaf(self, key: str, value: str, beside: frozenset[str] = frozenset()) -> str:
        name = folded(key)
        if not value:
            return value
        if name in SECRET_KEYS:
            return SECRET
        if name in BIRTH_KEYS:
            return BIRTH_DAY
        if name in POSTAL_KEYS:
            return self._pseudonym(Kind.POSTAL_CODE, re.sub(r"\D", "", value))
        if name in ADDRESS_KEYS or (name in {"numero", "number"} and beside & STREET_KEYS):
            return self._pseudonym(Kind.TEXT, value)
        if name in PERSON_KEYS and not beside & CATALOGUE_KEYS:
            person, code = split_code(value)
            return self._pseudonym(Kind.TEXT, person) + self.text(code)
        if name in DOCUMENT_KEYS:
            return self._document(value)
        if name in PHONE_KEYS and not any(personal_values(value)):
            return self._landline(value)
        return self.text(value)

    def _number(self, key: str, value: int) -> int | str:
        """A number; one that is a person's or a secret is replaced like its text, and stays one if it can."""
        text = str(value)
        scrubbed = (
            self._leaf(key, text) if folded(key) in SECRET_KEYS | DOCUMENT_KEYS | PHONE_KEYS else self.text(text)
        )
        if scrubbed == text:
            return value
        return int(scrubbed) if scrubbed.isdecimal() and scrubbed[0] != "0" else scrubbed

    def _document(self, value: str) -> str:
        """A document: as a CPF before as a number, which some CPFs look like; one of another country as text."""
        for kind, pattern, bare in reversed(_TEXTS):
            written = pattern.fullmatch(value)
            if written and kind in {Kind.CPF, Kind.CNPJ} and _readable(bare, value):
                return self._in_place(kind, bare, written)
        return self._pseudonym(Kind.TEXT, value)

    def _landline(self, value: str) -> str:
        digits = re.sub(r"\D", "", value)
        return self._pseudonym(Kind.LANDLINE, digits) if len(digits) >= 8 else self.text(value)

    def _in_place(self, kind: Kind, bare: Callable[[str], str], written: re.Match[str]) -> str:
        """The pseudonym in the form that the value was written in; what only looks like one stays."""
        value = _readable(bare, written[0])
        return _in_form(self._pseudonym(kind, value), written[0]) if value else written[0]

    def _pseudonym(self, kind: Kind, value: str) -> str:
        if value in self._made:
            return value
        made = self._pseudonyms.of(kind, fold(value) if kind is Kind.TEXT else value)
        self._made.add(made)
        return made


def split_code(name: str) -> tuple[str, str]:
    """A person's name, and the host's code in brackets behind it, empty where there is none."""
    coded = _CODED_NAME.fullmatch(name)
    return (coded["name"], coded["code"]) if coded else (name, "")


def folded(key: str) -> str:
    """A key without case, accents and separators."""
    return re.sub(r"[^a-z0-9]", "", fold(key))


def personal_values(text: str) -> Iterator[tuple[Kind, str]]:
    """Everything in `text` that has the form of personal data, bare."""
    for found in _EMAIL.findall(text):
        yield Kind.EMAIL, found
    for kind, pattern, bare in _TEXTS:
        for written in pattern.findall(text):
            if value := _readable(bare, written):
                yield kind, value


def secrets_in(text: str) -> Iterator[str]:
    """Everything in `text` that has the form of a secret."""
    for pattern in (_BEARER, _JWT, _LPA):
        for found in pattern.finditer(text):
            if SECRET not in found[0]:
                yield found[0]


def _readable(bare: Callable[[str], str], written: str) -> str | None:
    try:
        return bare(written)
    except InvalidIdentifier:
        return None


def _in_form(made: str, written: str) -> str:
    """`made` with the signs that `written` has between its digits; a country code stays."""
    longer = sum(map(str.isalnum, written)) > len(made)
    lead = "".join(re.findall(r"^\+?55", written)) if longer else ""
    signs = iter(made)
    return lead + "".join(next(signs) if sign.isalnum() else sign for sign in written[len(lead) :])
