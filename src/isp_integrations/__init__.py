"""One door for Brazilian ISP ERPs to the platforms behind what they sell.

::

    import isp_integrations as isp
    from isp_integrations import mvno

    with mvno.sandbox("contel") as contel:
        line = contel.get_line(msisdn="11961234567")

Everything here is loaded when it is first used.
"""

from isp_integrations._lazy import lazy

TYPE_CHECKING = False  # type checkers take it for true, and typing takes its time to import

if TYPE_CHECKING:
    from isp_integrations.core.done import Done as Done
    from isp_integrations.core.errors import AuthenticationFailed as AuthenticationFailed
    from isp_integrations.core.errors import BrokenPlugin as BrokenPlugin
    from isp_integrations.core.errors import ConfigurationError as ConfigurationError
    from isp_integrations.core.errors import InvalidIdentifier as InvalidIdentifier
    from isp_integrations.core.errors import InvalidRecord as InvalidRecord
    from isp_integrations.core.errors import IspError as IspError
    from isp_integrations.core.errors import MissingExtra as MissingExtra
    from isp_integrations.core.errors import NotApplied as NotApplied
    from isp_integrations.core.errors import OrderFinished as OrderFinished
    from isp_integrations.core.errors import OrderTaken as OrderTaken
    from isp_integrations.core.errors import OutcomeUnknown as OutcomeUnknown
    from isp_integrations.core.errors import PlatformNotAvailable as PlatformNotAvailable
    from isp_integrations.core.errors import ProviderError as ProviderError
    from isp_integrations.core.errors import ProviderRejected as ProviderRejected
    from isp_integrations.core.errors import RateLimited as RateLimited
    from isp_integrations.core.errors import ResumeRefused as ResumeRefused
    from isp_integrations.core.errors import RuleViolation as RuleViolation
    from isp_integrations.core.errors import SupportRefused as SupportRefused
    from isp_integrations.core.errors import Unavailable as Unavailable
    from isp_integrations.core.errors import UnexpectedAnswer as UnexpectedAnswer
    from isp_integrations.core.errors import UnknownPlatform as UnknownPlatform
    from isp_integrations.core.errors import UnsupportedOperation as UnsupportedOperation
    from isp_integrations.core.errors import UnverifiedWire as UnverifiedWire
    from isp_integrations.core.errors import VaultError as VaultError
    from isp_integrations.core.identifiers import Cnpj as Cnpj
    from isp_integrations.core.identifiers import Cpf as Cpf
    from isp_integrations.core.identifiers import Iccid as Iccid
    from isp_integrations.core.identifiers import Msisdn as Msisdn
    from isp_integrations.core.identifiers import PostalCode as PostalCode
    from isp_integrations.core.identifiers import TaxId as TaxId
    from isp_integrations.core.identifiers import parse_tax_id as parse_tax_id
    from isp_integrations.core.plain import error_from_plain as error_from_plain
    from isp_integrations.core.plain import error_to_plain as error_to_plain
    from isp_integrations.core.plain import from_plain as from_plain
    from isp_integrations.core.plain import to_plain as to_plain
    from isp_integrations.core.platform import host_hook as host_hook
    from isp_integrations.core.record import IntegrationRecord as IntegrationRecord
    from isp_integrations.core.record import change_record as change_record
    from isp_integrations.core.record import check_single_integration as check_single_integration
    from isp_integrations.core.record import create_record as create_record
    from isp_integrations.core.registry import credential_fields as credential_fields
    from isp_integrations.core.registry import describe as describe
    from isp_integrations.core.registry import platforms as platforms
    from isp_integrations.core.rules import Family as Family
    from isp_integrations.core.rules import Severity as Severity
    from isp_integrations.core.rules import Source as Source
    from isp_integrations.core.rules import Violation as Violation
    from isp_integrations.core.vault import Vault as Vault
    from isp_integrations.transports.budget import RateBudget as RateBudget
    from isp_integrations.transports.http import HttpOptions as HttpOptions
    from isp_integrations.transports.journal import MemoryJournal as MemoryJournal
    from isp_integrations.transports.journal import SqliteJournal as SqliteJournal
    from isp_integrations.transports.retry import RetryPolicy as RetryPolicy
    from isp_integrations.transports.terminal.options import TerminalOptions as TerminalOptions

_HOMES = {
    "core.done": ("Done",),
    "core.errors": (
        "AuthenticationFailed",
        "BrokenPlugin",
        "ConfigurationError",
        "InvalidIdentifier",
        "InvalidRecord",
        "IspError",
        "MissingExtra",
        "NotApplied",
        "OrderFinished",
        "OrderTaken",
        "OutcomeUnknown",
        "PlatformNotAvailable",
        "ProviderError",
        "ProviderRejected",
        "RateLimited",
        "ResumeRefused",
        "RuleViolation",
        "SupportRefused",
        "Unavailable",
        "UnexpectedAnswer",
        "UnknownPlatform",
        "UnsupportedOperation",
        "UnverifiedWire",
        "VaultError",
    ),
    "core.identifiers": ("Cnpj", "Cpf", "Iccid", "Msisdn", "PostalCode", "TaxId", "parse_tax_id"),
    "core.plain": ("error_from_plain", "error_to_plain", "from_plain", "to_plain"),
    "core.platform": ("host_hook",),
    "core.record": ("IntegrationRecord", "change_record", "check_single_integration", "create_record"),
    "core.registry": ("credential_fields", "describe", "platforms"),
    "core.rules": ("Family", "Severity", "Source", "Violation"),
    "core.vault": ("Vault",),
    "transports.budget": ("RateBudget",),
    "transports.http": ("HttpOptions",),
    "transports.journal": ("MemoryJournal", "SqliteJournal"),
    "transports.retry": ("RetryPolicy",),
    "transports.terminal.options": ("TerminalOptions",),
}

if not TYPE_CHECKING:
    __getattr__, __dir__, __all__ = lazy(__name__, _HOMES)
