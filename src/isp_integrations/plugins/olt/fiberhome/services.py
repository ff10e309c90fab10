"""An ONU's way into an OLT and out of it, as named steps."""

from collections.abc import Iterator

from isp_integrations.core.cli import Meaning
from isp_integrations.core.errors import ProviderRejected
from isp_integrations.core.exchange import Exchange, Rehearsing
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt.hookspecs import OltSpec
from isp_integrations.core.olt.refusals import already_provisioned
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.olt.steps import NamedStep, unless_rehearsed
from isp_integrations.core.rules import Family
from isp_integrations.plugins.olt.fiberhome import reads, wifi
from isp_integrations.plugins.olt.fiberhome import wire as w
from isp_integrations.plugins.olt.fiberhome.wans import BANDS, Connection, connection_conditions

UPLOAD_FIRST = "A FiberHome só troca o perfil de download junto com o de upload."


def template_conditions(
    onu: m.Onu, connection: m.ConnectionConfig, template: m.ProvisioningTemplate
) -> Iterator[tuple[str, Family, str]]:
    """What FiberHome asks of a template and its connection beyond their fields: `(name, family, pt-BR message)`."""
    yield from connection_conditions(onu, template.onu_type, connection)
    if template.options.get("bands", "") not in {"", *BANDS}:
        told = f"options.bands do modelo deve ser uma de: {', '.join(BANDS)}."
        yield "bands", Family.VALIDATION_FAILED, told
    if template.download_profile and not template.upload_profile:
        yield "speed_profiles", Family.VALIDATION_FAILED, UPLOAD_FIRST


class Service:
    """One ONU's service, on its way into an OLT.

    Attributes:
        wifi: what became of each Wi-Fi network that was tried.

    Raises:
        ProviderRejected: it lacks what FiberHome asks for.
        InvalidIdentifier: a value cannot be sent. Either way nothing was sent.
    """

    def __init__(
        self,
        ems: OltSpec,
        onu: m.Onu,
        connection: m.ConnectionConfig,
        template: m.ProvisioningTemplate,
        networks: m.WifiConfig | None = None,
    ) -> None:
        for code, family, message in template_conditions(onu, connection, template):
            raise reads.refused_by_us(code, family, message)
        self._ems = ems
        self._onu = onu
        self._template = template
        self._networks = networks if connection.mode in ems.wifi_modes else None
        bands = template.options.get("bands", "")
        self._connection = Connection(ems, onu, connection, kind=template.onu_type, bands=bands)
        self.wifi: list[m.DeviceOutcome] = []
        ems.command(w.ADD_ONU, **self._authorisation_values())
        if template.upload_profile:
            ems.command(w.SPEED, **reads.target(ems, onu), **self._speeds())
        wifi.refuse_untypeable(ems, onu, self._networks)

    def steps(self) -> Iterator[NamedStep]:
        """All of them, in order."""
        yield NamedStep(
            name="authorisation",
            look=self._is_authorised,
            apply=self._authorise,
            undo=lambda: reads.remove(self._ems, w.DELETE_ONU, self._onu),
            settle=self._ems.wire.settle(w.ADD_ONU),
            verify=True,
        )
        yield from self.steps_after_authorisation()

    def steps_after_authorisation(self, *, heir_of: m.Onu | None = None) -> Iterator[NamedStep]:
        """Speed, connection and Wi-Fi; all of it goes with the ONU.

        Args:
            heir_of: the ONU whose place, with all that is configured there, it took.
        """
        if self._template.upload_profile:
            yield NamedStep(name="speed", apply=self._set_speed)
        yield from self._connection.steps(heir_of=heir_of)
        yield from wifi.wifi_steps(self._ems, self._onu, self._networks, self.wifi)

    def _is_authorised(self) -> Exchange[bool]:
        return (yield from reads.find(self._ems, self._onu)) is not None

    def _authorise(self) -> Exchange[None]:
        """Add the ONU. A system that has it already by then is looked at afterwards."""
        yield from unless_rehearsed(serial_is_free(self._ems, self._onu.serial), otherwise=None)
        try:
            yield from reads.ask(self._ems, w.ADD_ONU, self._authorisation_values())
        except ProviderRejected as refused:
            if refused.code != Meaning.ALREADY_THERE:
                raise

    def _authorisation_values(self) -> dict[str, object]:
        onu = self._onu
        return {
            **reads.target(self._ems, onu),
            "number": onu.onu_id,
            "name": onu.name or None,
            "description": onu.description or None,
            "type": self._template.onu_type,
        }

    def _speeds(self) -> dict[str, object]:
        return {"upload": self._template.upload_profile, "download": self._template.download_profile or None}

    def _set_speed(self) -> Exchange[None]:
        yield from reads.order(self._ems, w.SPEED, self._onu, **self._speeds())


def removal(ems: OltSpec, onu: m.Onu, *, prefix: str = "", swapped: bool = False) -> NamedStep:
    """The removal of an ONU from its PON; everything on it goes with it.

    Args:
        swapped: whether a swap before it takes the ONU along, which a rehearsal cannot see.
    """

    def is_gone() -> Exchange[bool]:
        if swapped and (yield from Rehearsing()):
            return True
        return (yield from reads.find(ems, onu)) is None

    return NamedStep(
        name=f"{prefix}authorisation",
        look=is_gone,
        apply=lambda: reads.remove(ems, w.DELETE_ONU, onu),
        settle=ems.wire.settle(w.DELETE_ONU),
        verify=True,
    )


def swap(ems: OltSpec, onu: m.Onu, new: m.Onu) -> NamedStep:
    """Another serial in the place of an ONU, with all that is configured there."""

    def is_swapped() -> Exchange[bool]:
        return (yield from reads.find(ems, new)) is not None

    return NamedStep(
        name="swap_serial",
        look=is_swapped,
        apply=lambda: reads.order(ems, w.SWAP_SERIAL, onu, new=new.serial.value),
        settle=ems.wire.settle(w.SWAP_SERIAL),
        verify=True,
    )


def serial_is_free(ems: OltSpec, serial: OnuSerial) -> Exchange[None]:
    """Raise where a serial is authorised on any OLT of the system."""
    found = yield from reads.locate(ems, serial)
    if found is not None:
        place = f"OLT {found.olt_id}, PON {found.pon_port}"
        raise reads.with_violation(already_provisioned(ems.title, place))
