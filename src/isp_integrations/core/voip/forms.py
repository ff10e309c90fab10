"""What a host does before it saves a subscriber: an address from its CEP, a password, the day allowances renew.

Pure functions: what looks up a CEP and what makes a password are the host's own callables.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date

import attrs

from isp_integrations.core.erp.models import Address
from isp_integrations.core.errors import InvalidRecord, RuleViolation
from isp_integrations.core.identifiers import PostalCode
from isp_integrations.core.rules import Violation
from isp_integrations.core.voip.models import PanelAccess
from isp_integrations.core.voip.rules.subscriber import read_postal_code

_FILLED = ("street", "district", "city", "city_code", "state")
_PASSWORD = re.compile(r"[\x21-\x7e]{8,128}")
_DECEMBER = 12


def fill_address(
    postal_code: str | PostalCode, look_up: Callable[[PostalCode], Address | None], *, typed: Address | None = None
) -> Address:
    """An address completed from its CEP (VOIP-SUB-4). What a person typed stays as it is.

    Args:
        look_up: the host's own look-up; `None` where nobody knows the CEP.
        typed: what the form has already, such as the number and the complement.

    Raises:
        RuleViolation: the CEP is invalid.
    """
    code = read_postal_code(postal_code)
    if isinstance(code, Violation):
        raise RuleViolation(violations=(code,))
    address = attrs.evolve(typed or Address(), postal_code=code)
    found = look_up(code)
    if found is None:
        return address
    empty = (name for name in _FILLED if not getattr(address, name))
    return attrs.evolve(address, **{name: getattr(found, name) for name in empty})


def generate_access(username: str, generate: Callable[[], str]) -> PanelAccess:
    """A panel access with a password of the host's making (VOIP-SUB-10), such as from `secrets.token_urlsafe`.

    Raises:
        InvalidRecord: what `generate` made is no password: 8 to 128 visible ASCII signs.
    """
    password = generate()
    if not _PASSWORD.fullmatch(password):
        raise InvalidRecord(problems=("password: o gerador deve dar de 8 a 128 sinais ASCII visíveis",))
    return PanelAccess(username=username, password=password)


def next_renewal(cycle_start_day: int, *, after: date) -> date:
    """The first day later than `after` on which allowances renew (VOIP-SUB-13).

    In a month without that day they renew on its last one, which is our reading.
    """
    this_month = _day_in(after.year, after.month, cycle_start_day)
    if this_month > after:
        return this_month
    year, month = (after.year + 1, 1) if after.month == _DECEMBER else (after.year, after.month + 1)
    return _day_in(year, month, cycle_start_day)


def _day_in(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))
