"""The base address of a platform: https, unless it never leaves this machine or the host says otherwise.

Equipment that is typed to has an address of another scheme, which is what the account's owner chose: `ssh://host:22`,
`telnet://host:23`, `tl1://host:3337`. The last two are not encrypted; most old equipment has nothing else.
"""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from isp_integrations.core.errors import InvalidRecord

LONGEST_URL = 2000
HTTP = ("https", "http")
_DEFAULT_PORTS = {"https": 443, "http": 80, "ssh": 22, "telnet": 23, "tl1": 3337}
SCHEMES = tuple(_DEFAULT_PORTS)
_LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"{_LABEL}(\.{_LABEL})*")
_PATH = re.compile(r"[A-Za-z0-9/._~!$&'()*+,;=:@%-]*")
_LOOPBACK = IPv6Address("::1")


class _Parts(NamedTuple):
    scheme: str
    host: str
    port: int | None
    path: str


def check_base_url(
    url: object, *, schemes: tuple[str, ...] = HTTP, allow_plain_http: bool = False, field: str = "base_url"
) -> str:
    """The address normalised: scheme and host in lower case, no default port, exactly one slash at the end.

    Args:
        schemes: what the platform's address may begin with.
        allow_plain_http: whether http is accepted for hosts other than loopback and the sandbox.
        field: what a problem names.

    Raises:
        InvalidRecord: it is no plain address of those schemes; the problem names `field`, never the address.
    """
    try:
        parts = _split(url, schemes)
    except ValueError as failure:
        raise InvalidRecord(problems=(f"{field}: {failure}",)) from None
    if parts.scheme == "http" and not (allow_plain_http or _never_leaves(parts.host)):
        raise InvalidRecord(problems=(f"{field}: deve usar https",))
    host = f"[{parts.host}]" if ":" in parts.host else parts.host
    port = "" if parts.port is None else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}{parts.path.rstrip('/')}/"


def is_sandbox_url(url: object) -> bool:
    """Whether `url` is loopback (127.0.0.0/8, ::1, localhost) or has a host under `.sandbox.invalid`."""
    try:
        return _never_leaves(_split(url, SCHEMES).host)
    except ValueError:
        return False


def endpoint_of(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of an address that was checked."""
    parts = _split(url, SCHEMES)
    return parts.scheme, parts.host, parts.port or _DEFAULT_PORTS[parts.scheme]


def _split(url: object, schemes: tuple[str, ...]) -> _Parts:
    if not isinstance(url, str):
        raise ValueError("deve ser texto")
    if len(url) > LONGEST_URL:
        raise ValueError("texto longo demais")
    if not url.isascii() or re.search(r"[\x00-\x20\x7f\\]", url):
        raise ValueError("contém espaços ou caracteres proibidos")
    if "?" in url or "#" in url:
        raise ValueError("não pode ter consulta nem fragmento")
    try:
        found = urlsplit(url)
        host, port = found.hostname or "", found.port
    except ValueError:
        raise ValueError("não é um endereço válido") from None
    _refuse_scheme(found.scheme, schemes)
    if "@" in found.netloc:
        raise ValueError("não pode ter usuário nem senha")
    if not _is_host(host) or port == 0 or found.netloc.endswith(":"):
        raise ValueError("não é um endereço válido")
    if found.scheme not in HTTP and found.path.strip("/"):
        raise ValueError("não pode ter caminho")
    if not _PATH.fullmatch(found.path) or {".", ".."} & set(found.path.lower().replace("%2e", ".").split("/")):
        raise ValueError("caminho inválido")
    return _Parts(found.scheme, host, None if port == _DEFAULT_PORTS[found.scheme] else port, found.path)


def _refuse_scheme(scheme: str, schemes: tuple[str, ...]) -> None:
    if scheme not in schemes:
        wanted = ("https",) if "https" in schemes else schemes
        raise ValueError(f"deve usar {' ou '.join(wanted)}")


def _is_host(host: str) -> bool:
    return bool(_NAME.fullmatch(host)) or (":" in host and "%" not in host and _ip(host) is not None)


def _ip(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _never_leaves(host: str) -> bool:
    if host == "localhost" or host.endswith(".sandbox.invalid"):
        return True
    address = _ip(host)
    return address == _LOOPBACK or (isinstance(address, IPv4Address) and address.is_loopback)
