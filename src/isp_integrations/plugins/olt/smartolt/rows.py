"""SmartOLT's rows as ONUs."""

import re
from collections.abc import Iterable

from isp_integrations.core.errors import UnexpectedAnswer
from isp_integrations.core.olt import models as m
from isp_integrations.core.olt.serial import OnuSerial
from isp_integrations.core.reading import known
from isp_integrations.core.wire import WireBook
from isp_integrations.plugins.olt.smartolt import wire as w

_EXTERNAL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def waiting_of(row: w.WaitingRow) -> m.UnprovisionedOnu:
    """An ONU that waits; one of EPON has no serial."""
    return m.UnprovisionedOnu(
        serial=known(OnuSerial.parse, row.serial),
        raw_serial=row.serial or row.mac or "",
        olt_id=row.olt_id,
        pon_port=_pon_port(row),
        model=row.type_name or row.type_text or "",
    )


def onu_of(book: WireBook, row: w.OnuRow, *, unless_told: OnuSerial | None = None) -> m.Onu | None:
    """An authorised ONU; `None` for one without a GPON serial.

    Args:
        unless_told: its serial where the row has none, for it was asked for by that.
    """
    serial = known(OnuSerial.parse, row.serial) or (unless_told if row.serial is None else None)
    if serial is None:
        return None
    return m.Onu(
        serial=serial,
        olt_id=row.olt_id,
        pon_port=_pon_port(row),
        onu_id=row.onu,
        name=row.name or "",
        connection=_connection(book, row),
        wifi=_networks(row),
        model=row.type_name or "",
        download_profile=row.download_profile or "",
        upload_profile=row.upload_profile or "",
        enabled=enabled_of(row.administrative_status),
        admin_state=m.OnuState.PROVISIONED,
        oper_state=book.word(w.OPER_STATES, row.status),
        raw_state=row.status,
        platform_ids={"unique_external_id": row.external_id},
    )


def the_onu_of(book: WireBook, rows: Iterable[w.OnuRow], serial: OnuSerial) -> m.Onu | None:
    """The ONU of a serial among the rows that answer a search by it; `None` where there are no rows.

    Raises:
        UnexpectedAnswer: there are rows, and none of them is known to be of that serial.
    """
    onus = [onu_of(book, row, unless_told=serial) for row in rows]
    found = next((onu for onu in onus if onu is not None and onu.serial == serial), None)
    if onus and found is None:
        raise UnexpectedAnswer(message="O painel respondeu sobre outra ONU.", paths=("$.onus[*].sn",))
    return found


def external_id_of(onu: m.Onu) -> str:
    """The id that an order names an ONU of the panel by; a comma in it would name several (smartolt 2)."""
    told = onu.platform_ids["unique_external_id"]
    if not _EXTERNAL_ID.fullmatch(told):
        raise UnexpectedAnswer(
            message="O painel mostra a ONU com um identificador inválido.", paths=("$.onus[*].unique_external_id",)
        )
    return told


def enabled_of(word: str | None) -> bool | None:
    """Whether an administrative status is "enabled"; `None` for another word."""
    return w.ENABLED_WORDS.get((word or "").strip().lower())


def _connection(book: WireBook, row: w.OnuRow) -> m.ConnectionConfig | None:
    if (row.mode or "").strip().lower() == w.BRIDGING.lower():
        return m.ConnectionConfig(mode=m.ConnectionMode.BRIDGE, vlan=row.vlan)
    if row.wan_mode is None:
        return None
    return m.ConnectionConfig(mode=book.word(w.WAN_MODES, row.wan_mode), vlan=row.vlan, username=row.username or "")


def _networks(row: w.OnuRow) -> m.WifiConfig | None:
    shown = {port.port: port.ssid or "" for port in row.wifi_ports or ()}
    if not shown:
        return None
    return m.WifiConfig(
        ssid_24=shown.get(w.WIFI_PORTS[m.WifiBand.GHZ_24], ""), ssid_5=shown.get(w.WIFI_PORTS[m.WifiBand.GHZ_5], "")
    )


def _pon_port(row: w.WaitingRow | w.OnuRow) -> str | None:
    return None if row.board is None or row.port is None else f"{row.board}/{row.port}"
