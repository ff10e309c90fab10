"""What the customer's life is told from: its file, the platforms it happens on, and the host's own records.

The chapters beside this module change these records as a host's database would be changed, and call nothing but
the public namespaces: they may be read as examples.
"""

from contextlib import ExitStack
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any, Self

import attrs

import isp_integrations as isp
from isp_integrations import erp, lifecycle, mapping, mvno, olt, sva, voip
from isp_integrations.cli.story.telling import Step
from isp_integrations.core import registry
from isp_integrations.core.sandbox import Fake
from isp_integrations.plugins.mapping.ozmap.sandbox import OzMapSandbox
from isp_integrations.sandbox.jumping_clock import JumpingClock

BRASILIA = timezone(timedelta(hours=-3))
CONTRACT, OTHER_CONTRACT, NEW_HOLDERS_CONTRACT = "100", "101", "200"
INTERNET, VOICE = "31", "32"
"""The customer's plans."""

OTHERS = ("huawei", "smartolt", "contel", "saber_mais", "nextbilling")
"""The platforms besides OZmap; each one's key is also the id of the host's integration with it."""

SLOW_LOOKS = 2


def noon_of(day: date) -> datetime:
    """When a day's steps happen."""
    return datetime.combine(day, time(12, tzinfo=BRASILIA))


@attrs.frozen(kw_only=True)
class Chapter:
    """Steps that are told together, and the day on which they happen."""

    title: str
    day: date
    steps: tuple[Step, ...]


@attrs.frozen(kw_only=True)
class Script:
    """The file.

    Attributes:
        neighbour: whose sale comes to nothing.
        onu_serial: of the device that was installed.
        port_in: number to be ported in, national digits.
    """

    customer: erp.Customer
    new_holder: erp.Customer
    neighbour: erp.Customer
    onu_serial: str
    port_in: isp.Msisdn
    chapters: tuple[Chapter, ...]

    @property
    def steps(self) -> tuple[str, ...]:
        """The ids of its steps, in order."""
        return tuple(step.id for chapter in self.chapters for step in chapter.steps)


@attrs.frozen(kw_only=True)
class Accounts:
    """The open accounts, one on each platform."""

    ozmap: mapping.MappingClient
    huawei: olt.OltClient
    smartolt: olt.OltClient
    contel: mvno.MvnoClient
    saber_mais: sva.SvaClient
    nextbilling: voip.VoipClient


def make_fakes() -> dict[str, Fake]:
    """A fresh fake of each platform; the map takes its time to show an activation, as the real one does."""
    ozmap = OzMapSandbox()
    ozmap.slow_looks = SLOW_LOOKS
    return {"ozmap": ozmap, **{platform: registry.find(platform).sandbox() for platform in OTHERS}}


def open_accounts(stack: ExitStack, fakes: dict[str, Any], clock: JumpingClock) -> Accounts:
    """An account on each fake, closed by `stack`."""
    return Accounts(
        ozmap=stack.enter_context(mapping.sandbox("ozmap", fake=fakes["ozmap"], clock=clock)),
        huawei=stack.enter_context(olt.sandbox("huawei", fake=fakes["huawei"], clock=clock)),
        smartolt=stack.enter_context(olt.sandbox("smartolt", fake=fakes["smartolt"], clock=clock)),
        contel=stack.enter_context(mvno.sandbox("contel", fake=fakes["contel"], clock=clock)),
        saber_mais=stack.enter_context(sva.sandbox("saber_mais", fake=fakes["saber_mais"], clock=clock)),
        nextbilling=stack.enter_context(voip.sandbox("nextbilling", fake=fakes["nextbilling"], clock=clock)),
    )


@attrs.define(kw_only=True)
class Life:
    """The host's records while the story goes on.

    Attributes:
        map_file: where the map of the feasibility is written.
        plans: the customer's plans by their ids.
        waiting: the ONU as it was found; `onu` is the same one once it is provisioned, on the account `found_on`.
        product: the SVA product of the catalogue.
        transfer: the scheduled one.
    """

    script: Script
    accounts: Accounts
    clock: JumpingClock
    map_file: Path
    contract: erp.Contract
    plans: dict[str, erp.CustomerPlan]
    feasibility: mapping.Feasibility = attrs.field(init=False)
    reservation: mapping.PortReservation = attrs.field(init=False)
    waiting: olt.UnprovisionedOnu = attrs.field(init=False)
    found_on: str = attrs.field(init=False)
    onu: olt.Onu = attrs.field(init=False)
    line: mvno.MvnoLine = attrs.field(init=False)
    product: sva.Product = attrs.field(init=False)
    user: sva.SvaUser = attrs.field(init=False)
    subscriber: voip.VoipSubscriber = attrs.field(init=False)
    transfer: erp.PlanTransferExecution = attrs.field(init=False)

    @classmethod
    def begin(cls, script: Script, accounts: Accounts, clock: JumpingClock, map_file: Path) -> Self:
        """Before anything was sold: a contract that waits for its signature."""
        contract = erp.Contract(
            id=CONTRACT,
            customer_id=script.customer.id,
            status=erp.ContractStatus.PRE_CONTRACT,
            access=erp.AccessStatus.AWAITING_SIGNATURE,
        )
        return cls(script=script, accounts=accounts, clock=clock, map_file=map_file, contract=contract, plans={})

    @property
    def customer(self) -> erp.Customer:
        """Whose life it is."""
        return self.script.customer

    @property
    def olts(self) -> dict[str, olt.OltClient]:
        """The OLT accounts, by integration."""
        return {"huawei": self.accounts.huawei, "smartolt": self.accounts.smartolt}

    @property
    def its_olt(self) -> olt.OltClient:
        """The account that the customer's ONU was found on."""
        return self.olts[self.found_on]

    @property
    def today(self) -> date:
        """The host's day."""
        return erp.host_day(self.clock.now(), BRASILIA)

    def wait_for(self, day: date) -> None:
        """Let time pass until noon of `day`, which takes none here."""
        ahead = noon_of(day) - self.clock.now()
        self.clock.sleep(max(0.0, ahead.total_seconds()))

    def happens(self, kind: lifecycle.ContractEventKind) -> lifecycle.ContractEvent:
        """Something that happens to the contract now."""
        return lifecycle.ContractEvent(contract_id=self.contract.id, kind=kind, occurred_at=self.clock.now())
