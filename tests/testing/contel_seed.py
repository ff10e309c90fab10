"""What Contel's fake holds in the tests that a host's operations are tried on."""

import attrs

from isp_integrations.core.identifiers import Cpf, Iccid, Msisdn
from isp_integrations.core.mvno.models import LineStatus, Portability, PortabilityStatus
from isp_integrations.core.mvno.requests import PortIn
from isp_integrations.plugins.mvno.assumed.network import make_iccid
from isp_integrations.plugins.mvno.contel.sandbox import DEFAULT_STOCK, ContelSandbox
from isp_integrations.testing.mvno import Seed, host_line

LINES = tuple((f"1196123456{unit}", make_iccid(900 + unit)) for unit in (7, 8, 9))
REFUSED = Cpf.parse("39053344705")


def seed_contel(fake: ContelSandbox) -> Seed:
    """An active line, a blocked one, and one whose port-in is under way."""
    for number, iccid in LINES:
        fake.seed_line(
            msisdn=number,
            iccid=iccid,
            holder_name="Fulana Exemplo da Silva",
            holder_tax_id="52998224725",
            plan_id="1",
        )
    active, blocked, porting = (host_line(number, iccid, plan_code="1") for number, iccid in LINES)
    fake.network.block(fake.network.find(LINES[1][0]))
    fake.network.request_port_in(fake.network.find(LINES[2][0]), "11963334444", "11")
    fake.refuse_document(REFUSED.value)
    under_way = Portability(number=Msisdn.parse("11963334444"), status=PortabilityStatus.PENDING)
    return Seed(
        line=active,
        blocked_line=attrs.evolve(blocked, status=LineStatus.BLOCKED_TOTAL),
        porting_line=attrs.evolve(porting, temporary_number=porting.msisdn, portability=under_way),
        plan_code="1",
        other_plan_code="2",
        free_iccid=Iccid.parse(DEFAULT_STOCK[0].iccid),
        port_in=PortIn(number=Msisdn.parse("11962223333"), donor_operator="11"),
        refused_tax_id=REFUSED,
    )
