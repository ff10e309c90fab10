"""Whatever the platforms do meanwhile: one run without faults brings the services to the contract's present level."""

from hypothesis import given, settings
from hypothesis import strategies as st

from clients.lifecycle.world import TODAY, World, line, snapshot, user
from isp_integrations.clients.lifecycle.batch import mirror_contracts
from isp_integrations.core.erp.lifecycle.policy import LifecyclePolicy
from isp_integrations.core.erp.lifecycle.results import ContractResult, Outcome
from isp_integrations.core.mvno.models import LineStatus
from isp_integrations.core.sva.models import SvaUserStatus
from isp_integrations.sandbox.faults import Fault, FaultKind

LOOKING = LifecyclePolicy(verify=True)
KINDS = [
    FaultKind.REFUSE,
    FaultKind.CLOSE_BEFORE,
    FaultKind.CLOSE_AFTER,
    FaultKind.STATUS,
    FaultKind.TRUNCATED,
    FaultKind.MALFORMED,
]
FAULTS = st.lists(
    st.tuples(
        st.sampled_from(["mvno", "sva"]),
        st.builds(Fault, kind=st.sampled_from(KINDS), on=st.sampled_from(["*", "POST *"]), times=st.integers(1, 4)),
    ),
    max_size=4,
)
NIGHTS = st.lists(st.tuples(st.sampled_from(["served", "blocked"]), FAULTS), min_size=1, max_size=4)
AT_REST = {
    "served": (LineStatus.ACTIVE, SvaUserStatus.ACTIVE),
    "blocked": (LineStatus.BLOCKED_TOTAL, SvaUserStatus.BLOCKED),
}


def night(world: World, level: str, name: str) -> ContractResult:
    given_services = snapshot(level, line(), user())
    (result,) = mirror_contracts(world.runner(), [given_services], today=TODAY, run=name, policy=LOOKING)
    return result


@settings(max_examples=25, deadline=None, database=None)
@given(NIGHTS)
def test_the_platforms_end_at_the_present_level_whatever_went_wrong_before(
    nights: list[tuple[str, list[tuple[str, Fault]]]],
) -> None:
    world = World()
    for number, (level, faults) in enumerate(nights):
        for account, fault in faults:
            world.fail(account, fault)
        result = night(world, level, f"noite {number}")
        if result.outcome in {Outcome.DONE, Outcome.NOTHING}:
            assert (world.line_status, world.user_status) == AT_REST[level]
    for script in world.scripts.values():
        script._waiting.clear()
    last = nights[-1][0]
    assert night(world, last, "a última noite").outcome in {Outcome.DONE, Outcome.NOTHING}
    assert (world.line_status, world.user_status) == AT_REST[last]
