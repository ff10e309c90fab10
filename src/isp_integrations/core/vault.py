"""The vault: credentials, resume tokens and journals sealed so that they open only where they belong.

Every envelope carries its owner inside the encryption (tenant and platform of credentials, purpose of a
text), so a sealed text copied to another row does not open there. The cryptography library is imported on
first use.
"""

import json
import re
import zlib
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from isp_integrations.core.errors import VaultError

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

VERSION = 1
_KEY = re.compile(r"[A-Za-z0-9_-]{43}=")


class Vault:
    """Seals under the first of `keys` and opens with any of them, so that keys can be rotated.

    Sealed texts are ASCII, a Fernet token and its checksum; the checksum only tells damage from a wrong key.

    Raises:
        VaultError: there is no key, or one has another format than :meth:`new_key` gives.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise VaultError(message="O cofre precisa de ao menos uma chave.")
        for number, key in enumerate(keys, start=1):
            if not _is_key(key):
                raise VaultError(
                    message=f"A chave nº {number} do cofre tem outro formato; gere uma com Vault.new_key()."
                )
        self._keys = tuple(keys)

    @staticmethod
    def new_key() -> str:
        """A new random key; keep it apart from what it seals."""
        from cryptography.fernet import Fernet  # noqa: PLC0415  slow to import, wanted on first use alone

        return Fernet.generate_key().decode()

    def seal(self, secrets: Mapping[str, str], *, tenant: str, platform: str) -> str:
        """Credentials sealed for one tenant and one platform."""
        if not all(isinstance(part, str) for pair in secrets.items() for part in pair):
            raise VaultError(message="O cofre guarda apenas texto.")
        return self._seal(["credentials", tenant, platform], dict(secrets))

    def open(self, sealed: str, *, tenant: str, platform: str) -> dict[str, str]:
        """The credentials in `sealed`, which must have been sealed for this tenant and platform.

        Raises:
            VaultError: damaged text, none of the keys, or an envelope of another owner.
        """
        secrets: dict[str, str] = self._open(sealed, ["credentials", tenant, platform])
        return secrets

    def seal_text(self, text: str, *, purpose: str) -> str:
        """A text sealed for one purpose, such as a resume token of one account."""
        return self._seal(["text", purpose], text)

    def open_text(self, sealed: str, *, purpose: str) -> str:
        """The text in `sealed`, which must have been sealed for this purpose; errors as in :meth:`open`."""
        text: str = self._open(sealed, ["text", purpose])
        return text

    def rotate(self, sealed: str) -> str:
        """The same envelope, owner included, sealed anew under the first key."""
        plain = self._decrypt(sealed)
        return _with_checksum(self._fernet.encrypt(plain))

    @cached_property
    def _fernet(self) -> "MultiFernet":
        from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415  slow to import, wanted on first use

        return MultiFernet([Fernet(key) for key in self._keys])

    def _seal(self, owner: list[str], content: Any) -> str:
        envelope = {"v": VERSION, "owner": owner, "content": content}
        return _with_checksum(self._fernet.encrypt(json.dumps(envelope).encode()))

    def _open(self, sealed: str, owner: list[str]) -> Any:
        try:
            envelope = json.loads(self._decrypt(sealed))
            version, found, content = envelope["v"], envelope["owner"], envelope["content"]
        except (ValueError, KeyError, TypeError):
            raise VaultError(message="O texto selado não foi feito por este cofre.") from None
        if version != VERSION:
            raise VaultError(message="O texto selado é de uma versão mais nova do cofre.")
        if found != owner:
            raise VaultError(message="O texto selado pertence a outro registro; ele só abre onde foi selado.")
        return content

    def _decrypt(self, sealed: str) -> bytes:
        from cryptography.fernet import InvalidToken  # noqa: PLC0415  slow to import, wanted on first use alone

        token = _without_checksum(sealed)
        try:
            return self._fernet.decrypt(token)
        except InvalidToken:
            raise VaultError(message="Nenhuma das chaves do cofre abre este texto: a chave é outra.") from None


def _is_key(key: object) -> bool:
    return isinstance(key, str) and _KEY.fullmatch(key) is not None


def _with_checksum(token: bytes) -> str:
    return f"{token.decode()}.{zlib.crc32(token):08x}"


def _without_checksum(sealed: object) -> bytes:
    if isinstance(sealed, str) and sealed.isascii():
        token, _, checksum = sealed.rpartition(".")
        if token and checksum == f"{zlib.crc32(token.encode()):08x}":
            return token.encode()
    raise VaultError(message="O texto selado está danificado ou incompleto.")
