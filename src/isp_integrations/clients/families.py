"""A family's clients, chosen by name: for what works on every family alike, such as a check of all accounts."""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, Unpack, cast

from isp_integrations.clients.client import AsyncClient, Client
from isp_integrations.clients.opening import HostOptions

if TYPE_CHECKING:
    from isp_integrations.core.record import IntegrationRecord


class FamilyClients(Protocol):
    """What every module `clients.<family>` has."""

    def connect(
        self,
        platform: str,
        *,
        credentials: Mapping[str, str],
        base_url: str | None = None,
        **options: Unpack[HostOptions],
    ) -> Client:
        """Open an account on one of the family's platforms; nothing is sent yet."""

    def connect_async(
        self,
        platform: str,
        *,
        credentials: Mapping[str, str],
        base_url: str | None = None,
        **options: Unpack[HostOptions],
    ) -> AsyncClient:
        """The async twin of `connect`."""

    def open(self, record: "IntegrationRecord", **options: Unpack[HostOptions]) -> Client:
        """Open a stored integration."""

    def open_async(self, record: "IntegrationRecord", **options: Unpack[HostOptions]) -> AsyncClient:
        """The async twin of `open`."""


def clients_of(family: str) -> FamilyClients:
    """The clients of `family`, one of :data:`~isp_integrations.core.registry.FAMILIES`."""
    return cast("FamilyClients", import_module(f"isp_integrations.clients.{family}"))


def client_class(family: str) -> type[Client]:
    """The sync client class of `family`, whose methods carry their operations."""
    found: type[Client] = getattr(import_module(f"isp_integrations.clients.{family}"), f"{family.capitalize()}Client")
    return found
