"""What the fake OLT prints: the tables of the contract file, over the shared state."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from isp_integrations.core.olt.models import DownCause, OperState
from isp_integrations.plugins.olt.equipment.state import Device, Equipment, OnuConfig, Profile
from isp_integrations.plugins.olt.zte.tables import Place, Spelling

RULE: Final = "-" * 70
CAUSES: Final = {
    DownCause.NO_POWER: "DyingGasp",
    DownCause.NO_LIGHT: "LOS",
    DownCause.RESTARTED: "Reboot by OLT",
    DownCause.DISABLED: "Deactivated by OLT",
    DownCause.UNKNOWN: "Unknown cause",
}
_PHASES = {OperState.ONLINE: "working", OperState.LOS: "LOS", OperState.OFFLINE: "OffLine"}
_HISTORY_ROWS = 10
_EARLIER = timedelta(minutes=90)
_NEVER = "0000-00-00 00:00:00"


def place(onu: OnuConfig) -> Place:
    return Place(onu.pon, onu.number)


def cards(spelling: Spelling, pons: Iterable[str]) -> str:
    """Three boards: control, GPON in service by slot, and one GPON board that has no power."""
    classic = spelling is Spelling.CLASSIC
    ports: dict[int, int] = {}
    for pon in pons:
        slot = int(pon.split("/")[1])
        ports[slot] = ports.get(slot, 0) + 1
    rows = [(1, "PRAM", "PRAM", "0", "INSERVICE")]
    rows += [(slot, "GTGO", "GTGOG", str(count), "INSERVICE") for slot, count in ports.items()]
    rows += [(10, "SCXM", "SCXM", "0", "STANDBY"), (19, "GTGH", "", "", "NOPOWER")]
    header = ("Rack " if classic else "") + "Shelf Slot CfgType RealType Port HardVer    SoftVer         Status"
    before = "1    1     " if classic else "1     "
    lines = (
        f"{before}{slot:<4} {cfg:<7} {real:<8} {count:<4} V1.0.0     V2.1.0          {status}"
        for slot, cfg, real, count, status in rows
    )
    return "\n".join((header, RULE, *lines))


def waiting(devices: Iterable[Device], spelling: Spelling, *, wide: bool) -> str:
    """ONUs that nobody authorised, in the narrow shape or in the wide one."""
    if wide:
        header = "OltIndex            Model                SN                 PW"
        rows = [f"{spelling.pon(d.pon):<19} {d.model or 'N/A':<20} {d.serial:<18} C0FFEE02" for d in devices]
    else:
        header = "OnuIndex                 Sn                  State"
        rows = [f"{spelling.onu(Place(d.pon, 1)):<24} {d.serial:<19} unknown" for d in devices]
    return "\n".join((header, RULE, *rows))


def states(olt: Equipment, pon: str, spelling: Spelling) -> str:
    """The ONUs of a PON; the newer line prints the whole name of each."""
    onus = olt.running.on_pon(pon)
    lines = ["OnuIndex   Admin State  OMCC State  Phase State  Channel", RULE]
    for onu in onus:
        index = str(place(onu)) if spelling is Spelling.CLASSIC else spelling.onu(place(onu))
        up = olt.state(onu) is OperState.ONLINE
        lines.append(
            f"{index:<11} {admin(onu):<12} {'enable' if up else 'disable':<11} {phase(olt, onu):<12} 1(GPON)"
        )
    working = sum(olt.state(onu) is OperState.ONLINE for onu in onus)
    return "\n".join((*lines, f"ONU Number: {working}/{len(onus)}"))


def base_info(olt: Equipment, pon: str, spelling: Spelling) -> str:
    """Types and serials of a PON."""
    header = "OnuIndex                Type        Mode    AuthInfo             State"
    rows = (
        f"{spelling.onu(place(onu)):<23} {onu.type:<11} sn      SN:{onu.serial:<17} ready"
        for onu in olt.running.on_pon(pon)
    )
    return "\n".join((header, RULE, *rows))


def detail(olt: Equipment, onu: OnuConfig, spelling: Spelling) -> str:
    """The page of one ONU."""
    device, online = olt.device(onu), olt.state(onu) is OperState.ONLINE
    told = {
        "ONU interface": spelling.onu(place(onu)),
        "Name": onu.name or "N/A",
        "Type": onu.type,
        "State": "ready",
        "Admin state": admin(onu),
        "Phase state": phase(olt, onu),
        "Config state": onu.settings.get("config_state", "success" if online else "initial"),
        "Authentication mode": "sn",
        "Serial number": onu.serial,
        "Vendor-Id": onu.serial[:4],
        "Description": onu.description,
        "Distance": f"{device.distance_m}m" if device and online else "N/A",
        "Online Duration": "0h 10m 20s" if online else "N/A",
    }
    lines = [f"  {label + ':':<22}{value}".rstrip() for label, value in told.items()]
    return "\n".join((*lines, RULE, "       AuthpassTime          OfflineTime            Cause", *_history(olt, onu)))


def power(olt: Equipment, onu: OnuConfig) -> str:
    """The levels of one ONU in both directions."""
    head = ["           OLT                  ONU              Attenuation", "-" * 74]
    device = olt.device(onu)
    if device is None or olt.state(onu) is not OperState.ONLINE:
        body = [f" {way:<7} {near} :no signal         {far}:N/A               N/A" for way, near, far in _WAYS]
    else:
        levels = ((device.olt_rx_dbm, device.onu_tx_dbm), (4, device.onu_rx_dbm))
        body = [
            f" {way:<7} {near} :{here}(dbm)      {far}:{there}(dbm)        23.47(dB)"
            for (way, near, far), (here, there) in zip(_WAYS, levels, strict=True)
        ]
    return "\n".join((*head, body[0], "", body[1]))


def running(olt: Equipment, onu: OnuConfig, name: str, spelling: Spelling, *, vport: bool) -> list[str]:
    """The block of an ONU's interface, or of its virtual port."""
    lines = [f"interface {name}"]
    ports = olt.running.service_ports_of(onu.pon, onu.number)
    if not vport:
        lines += [f"  name {onu.name}"] * bool(onu.name) + [f"  description {onu.description}"] * bool(
            onu.description
        )
        lines += [f"  {onu.settings[key]}" for key in ("tcont", "gemport", "traffic") if key in onu.settings]
    if vport is (spelling is Spelling.TITAN):
        middle = "" if vport else "vport 1 "
        lines += [f"  service-port 1 {middle}user-vlan {port.user_vlan} vlan {port.vlan}" for port in ports]
    return [*lines, "!"]


def types(known: Iterable[Profile]) -> str:
    """The ONU types that somebody made."""
    return "\n".join(f"ONU type name:          {profile.name}" for profile in known)


def admin(onu: OnuConfig) -> str:
    return "enable" if onu.enabled else "disable"


def phase(olt: Equipment, onu: OnuConfig) -> str:
    device = olt.device(onu)
    if device is not None and device.lit and not device.powered:
        return "DyingGasp"
    return _PHASES[olt.state(onu)]


_WAYS = (("up", "Rx", "Tx"), ("down", "Tx", "Rx"))


def _history(olt: Equipment, onu: OnuConfig) -> Iterator[str]:
    device, up_at = olt.device(onu), olt.up_at(onu)
    rows: list[tuple[str, str, str]] = []
    if device and device.down_at and device.down_cause:
        rows.append((_when(device.down_at - _EARLIER), _when(device.down_at), CAUSES[device.down_cause]))
    if up_at and up_at <= olt.now:
        rows.append((_when(up_at), _NEVER, ""))
    rows += [(_NEVER, _NEVER, "")] * (_HISTORY_ROWS - len(rows))
    for number, (up, down, cause) in enumerate(rows, start=1):
        yield f"   {number:<3} {up}    {down}   {cause}".rstrip()


def _when(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")
