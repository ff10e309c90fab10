"""What the fake OLT prints: the blocks and tables of the contract file, over the shared state."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from isp_integrations.core.olt.models import ConnectionMode, DownCause, OperState
from isp_integrations.plugins.olt.equipment.state import Device, Equipment, OnuConfig, Profile, ServicePort

RULE: Final = "  " + "-" * 77
_FOUND_RULE = "   " + "-" * 76
_WIDE: Final = 52
"""Characters of a description in one line of a block; the rest goes on below."""
CAUSES: Final = {
    DownCause.NO_POWER: "dying-gasp",
    DownCause.NO_LIGHT: "LOS",
    DownCause.RESTARTED: "ONT is reset by ONT command",
    DownCause.DISABLED: "ONT is deactivated by command",
    DownCause.UNKNOWN: "LOAi",
}
_ACCESS = {ConnectionMode.PPPOE: "PPPoE", ConnectionMode.DHCP: "DHCP", ConnectionMode.STATIC_IP: "Static"}


def hex_form(serial: str) -> str:
    """`485754431A2B3C4D` of `HWTC1A2B3C4D`."""
    return serial[:4].encode().hex().upper() + serial[4:]


def both_forms(serial: str) -> str:
    """`485754431A2B3C4D (HWTC-1A2B3C4D)`."""
    return f"{hex_form(serial)} ({serial[:4]}-{serial[4:]})"


def when(moment: datetime | None) -> str:
    """`2026-01-31 10:20:30-03:00`."""
    return "-" if moment is None else moment.isoformat(sep=" ", timespec="seconds")


def autofind(devices: Iterable[Device], now: datetime) -> str:
    """One block for each device that waits."""
    lines = [_FOUND_RULE]
    for number, device in enumerate(devices, start=1):
        told = {
            "Number": str(number),
            "F/S/P": device.pon,
            "Ont SN": both_forms(device.serial),
            "Password": "0x00000000000000000000",
            "Loid": "",
            "Checkcode": "",
            "VendorID": device.serial[:4],
            "Ont Version": "15AD.A",
            "Ont SoftwareVersion": device.software,
            "Ont EquipmentID": device.model,
            "Ont Customized Info": "COMMON",
            "Ont MAC": "1234-ABCD-0001",
            "Ont Equipment SN": "2102312ABC0001",
            "Ont autofind time": when(now - timedelta(minutes=5)),
            "Multi channel": "-",
        }
        lines += [f"   {label:<20}: {value}".rstrip() for label, value in told.items()]
        lines.append(_FOUND_RULE)
    return "\n".join(lines)


def ont_info(olt: Equipment, onu: OnuConfig, line: Profile, service: Profile) -> str:
    """The page of one ONT, as both ways to ask for it print it."""
    device = olt.device(onu)
    online = olt.state(onu) is OperState.ONLINE
    told = {
        "F/S/P": onu.pon,
        "ONT-ID": str(onu.number),
        "Control flag": "active" if onu.enabled else "deactive",
        "Run state": "online" if online else "offline",
        "Config state": onu.settings.get("config_state", "normal" if online else "initial"),
        "Match state": "match" if online else "initial",
        "DBA type": "SR",
        "ONT distance(m)": str(device.distance_m) if device and online else "-",
        "Memory occupation": "44%" if online else "-",
        "CPU occupation": "3%" if online else "-",
        "Temperature": f"{device.temperature_c}(C)" if device and online else "-",
        "Authentic type": "SN-auth",
        "SN": both_forms(onu.serial),
        "Management mode": "OMCI",
        "Description": onu.description or "-",
        "Last down cause": CAUSES[device.down_cause] if device and device.down_cause else "-",
        "Last up time": when(olt.up_at(onu)) if online else "-",
        "Last down time": when(device.down_at) if device else "-",
        "Last dying gasp time": "-",
        "ONT online duration": "0 day(s), 2 hour(s), 3 minute(s), 20 second(s)" if online else "-",
    }
    lines = [RULE, *(each for label, value in told.items() for each in _wrapped(label, value)), RULE]
    lines += [f"  Line profile ID      : {line.id}", f"  Line profile name    : {line.name}", RULE]
    for gem in line.gems:
        lines += _gem(gem)
    lines += [f"  Service profile ID   : {service.id}", f"  Service profile name : {service.name}", RULE]
    return "\n".join(lines)


def _wrapped(label: str, value: str) -> Iterator[str]:
    yield f"  {label:<24}: {value[:_WIDE]}"
    for start in range(_WIDE, len(value), _WIDE):
        yield " " * 28 + value[start : start + _WIDE]


def _gem(gem: int) -> Iterator[str]:
    yield f"  <T-CONT   {gem}>          DBA Profile-ID:10"
    yield f"   <Gem Index {gem}>"
    yield "   " + "-" * 68
    yield "   |Serv-Type:ETH |Encrypt:on  |Cascade:off |GEM-CAR:-            |"
    yield "   " + "-" * 68
    yield "    Mapping VLAN  Priority Port    Port  Bundle  Flow  Transparent"
    yield "    index                  type    ID    ID      CAR"
    yield f"    0       {gem * 100:<5} -        -       -     -       -     -"
    yield RULE


def onts(olt: Equipment, pon: str, shift: int = 0) -> str:
    """The two tables of a PON; some releases print them further to the right."""
    onus = olt.running.on_pon(pon)
    frame, slot, port = pon.split("/")
    where = f"{frame}/ {slot}/{port}"
    online = sum(olt.state(onu) is OperState.ONLINE for onu in onus)
    left = " " * shift
    lines = [
        RULE,
        f"{left}  F/S/P   ONT         SN         Control     Run      Config   Match    Protect",
        f"{left}          ID                     flag        state    state    state    side",
        RULE,
    ]
    for onu in onus:
        up = olt.state(onu) is OperState.ONLINE
        states = (
            f"{'online' if up else 'offline':<9}{'normal' if up else 'initial':<9}{'match' if up else 'initial':<9}"
        )
        flag = "active" if onu.enabled else "deactive"
        lines.append(f"{left}  {where}  {onu.number:>3}  {hex_form(onu.serial)}  {flag:<12}{states}no")
    lines += [RULE, f"{left}  F/S/P   ONT-ID   Description", RULE]
    lines += [f"{left}  {where}  {onu.number:>6}   {onu.description}" for onu in onus]
    lines += [RULE, f"  In port {where} , the total number of ONTs are: {len(onus)}, online: {online}", RULE]
    return "\n".join(lines)


def summary(olt: Equipment, pon: str) -> str:
    """The shorter list of a PON, with the causes and the power."""
    onus = olt.running.on_pon(pon)
    online = sum(olt.state(onu) is OperState.ONLINE for onu in onus)
    lines = ["  Command is being executed. Please wait", RULE]
    lines += [f"  In port {pon}, the total of ONTs are: {len(onus)}, online: {online}", RULE]
    lines += ["  ONT  Run     Last                Last                Last"]
    lines += ["  ID   State   UpTime              DownTime            DownCause", RULE]
    for onu in onus:
        device, up = olt.device(onu), olt.state(onu) is OperState.ONLINE
        cause = CAUSES[device.down_cause] if device and device.down_cause else "-"
        moments = (olt.up_at(onu) if up else None, device.down_at if device else None)
        told = "".join(f"{when(moment)[:19]:<20}" for moment in moments)
        lines.append(f"  {onu.number:<5}{'online' if up else 'offline':<8}{told}{cause}")
    lines += [RULE, "  ONT        SN        Type          Distance Rx/Tx power  Description"]
    lines += ["  ID                                    (m)      (dBm)", RULE]
    for onu in onus:
        device = olt.device(onu) if olt.state(onu) is OperState.ONLINE else None
        power = f"{device.onu_rx_dbm}/{device.onu_tx_dbm}" if device else "-/-"
        model, distance = (device.model, str(device.distance_m)) if device else ("-", "-")
        lines.append(
            f"  {onu.number:<4}{hex_form(onu.serial)} {model:<14}{distance:<8} {power:<12} {onu.description}"
        )
    return "\n".join((*lines, RULE))


def optical(device: Device) -> str:
    """The optical module of one ONT."""
    told = {
        "ONU NNI port ID": "0",
        "Module type": "GPON",
        "Module sub-type": "CLASS B+",
        "Used type": "ONU",
        "Encapsulation Type": "BOSA ON BOARD",
        "Optical power precision(dBm)": "3.0",
        "Vendor name": "EXEMPLO",
        "Vendor rev": "-",
        "Vendor PN": "EX-BOB-0001",
        "Vendor SN": "2026A0000001A",
        "Date Code": "26-01-01",
        "Rx optical power(dBm)": _dbm(device.onu_rx_dbm),
        "Rx power current warning threshold(dBm)": "[-,-]",
        "Rx power current alarm threshold(dBm)": "[-29.0,-7.0]",
        "Tx optical power(dBm)": _dbm(device.onu_tx_dbm),
        "Tx power current warning threshold(dBm)": "[-,-]",
        "Tx power current alarm threshold(dBm)": "[0.0,5.0]",
        "Laser bias current(mA)": "6",
        "Temperature(C)": str(device.temperature_c),
        "Voltage(V)": "3.300",
        "OLT Rx ONT optical power(dBm)": _dbm(device.olt_rx_dbm),
        "CATV Rx optical power(dBm)": "-",
    }
    return "\n".join((RULE, *(f"  {label:<39}: {value}" for label, value in told.items()), RULE))


def _dbm(power: Decimal) -> str:
    return f"{power:.2f}"


def service_ports(ports: Iterable[ServicePort], up: Iterable[bool]) -> str:
    """The list of service ports, with the note that the equipment ends it with."""
    rows = list(zip(ports, up, strict=True))
    lines = ["Switch-Oriented Flow List", RULE]
    lines += ["   INDEX VLAN VLAN     PORT F/ S/ P VPI  VCI   FLOW  FLOW       RX   TX   STATE"]
    lines += ["         ID   ATTR     TYPE                    TYPE  PARA", RULE]
    for port, is_up in rows:
        frame, slot, number = port.pon.split("/")
        speeds = f"{port.inbound or '-':<5}{port.outbound or '-':<5}"
        lines.append(
            f"{port.index:>8} {port.vlan:<4} common   gpon {frame}/{slot} /{number:<2} {port.number:<4} {port.gem:<5}"
            f" vlan  {port.user_vlan or port.vlan:<10} {speeds}{'up' if is_up else 'down'}"
        )
    count = sum(is_up for _, is_up in rows)
    lines += [RULE, f"   Total : {len(rows)}  (Up/Down :    {count}/{len(rows) - count})"]
    lines += [
        "   Note : F--Frame, S--Slot, P--Port,",
        "          VPI indicates ONT ID for PON, VCI indicates GEM index",
    ]
    return "\n".join(lines)


def wan_info(olt: Equipment, onu: OnuConfig) -> str:
    """The connections that a router ONT makes."""
    lines = [RULE, f"  F/S/P                      : {onu.pon}", f"  ONT ID                     : {onu.number}", RULE]
    for index, wan in sorted(onu.wans.items()):
        told = {
            "Index": str(index + 1),
            "Name": f"{index + 1}_INTERNET_R_VID_{wan.vlan}",
            "Service type": "Internet",
            "Connection type": "IP routed",
            "IPv4 Connection status": "Connected",
            "IPv4 access type": _ACCESS[wan.mode],
            "IPv4 address": olt.address(onu) or "-",
            "Subnet mask": wan.netmask or "255.255.255.255",
            "Default gateway": wan.gateway or "100.64.0.1",
            "Manage VLAN": str(wan.vlan),
            "NAT switch": "Enable",
        }
        lines += [*(f"  {label:<27}: {value}" for label, value in told.items()), RULE]
    return "\n".join(lines)


def boards(slots: Iterable[int]) -> str:
    """The boards of the frame: control board in slot 9, GPON in the rest."""
    names = dict.fromkeys(slots, "H901GPHF") | {9: "H901MPLB"}
    lines = [
        "  " + "-" * 73,
        "  SlotID  BoardName  Status          SubType0 SubType1    Online/Offline",
        "  " + "-" * 73,
    ]
    for slot in range(10):
        status = "Active_normal" if slot == 9 else "Normal"  # noqa: PLR2004  the control board's slot
        lines.append(f"  {slot:<8}{names[slot]:<11}{status}" if slot in names else f"  {slot}")
    return "\n".join((*lines, "  " + "-" * 73))


def version(release: str) -> str:
    """What the OLT is."""
    uptime = "  Uptime is 20 day(s), 23 hour(s), 19 minute(s), 16 second(s)"
    return f"\n  VERSION : {release}\n  PATCH   : SPH106\n  PRODUCT : MA5800-X7\n\n{uptime}"
