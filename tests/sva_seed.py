"""What the suites and cassettes of the SVA platforms put into their fakes, and what an order changes in them."""

import attrs

from isp_integrations.core.erp.models import SvaPackage
from isp_integrations.core.identifiers import Cpf
from isp_integrations.core.sva.models import SvaUserStatus
from isp_integrations.plugins.sva.playhub.sandbox import PlayHubSandbox
from isp_integrations.plugins.sva.saber_mais.sandbox import SaberMaisSandbox
from isp_integrations.plugins.sva.watch_tv.sandbox import WatchTvSandbox
from isp_integrations.testing.sva import Seed, host_user, new_user

BOOKS = SvaPackage(code="LIVROS", name="Livros digitais")
AUDIO = SvaPackage(code="AUDIO", name="Audiolivros")
ONE, TWO = SvaPackage(code="Q01", name="1 serviço à escolha"), SvaPackage(code="Q02", name="2 serviços à escolha")
BASIC = SvaPackage(code="111", name="Watch Básico", kind="basic")
FILMS = SvaPackage(code="222", name="Watch Filmes", kind="premium")
_BRUNO, _CLARA = "11144477735", "39053344705"


def seed_saber_mais(fake: SaberMaisSandbox) -> Seed:
    """The two users of a fresh fake, the second one blocked."""
    fake.directory.set_status("2", SvaUserStatus.BLOCKED)
    return Seed(
        user=host_user(_BRUNO, BOOKS, cpf=Cpf.parse(_BRUNO)),
        withheld=host_user(_CLARA, AUDIO, cpf=Cpf.parse(_CLARA), status=SvaUserStatus.BLOCKED),
        other_package=AUDIO,
        new=new_user(BOOKS),
    )


def seed_playhub(_: PlayHubSandbox) -> Seed:
    """The two customers of a fresh fake: one with a product, one without."""
    return Seed(
        user=host_user(_BRUNO, ONE),
        withheld=host_user(_CLARA, ONE, status=SvaUserStatus.DEACTIVATED),
        other_package=TWO,
        new=new_user(ONE),
    )


def seed_watch_tv(_: WatchTvSandbox) -> Seed:
    """The two tickets of a fresh fake, the second one suspended."""
    return Seed(
        user=host_user("bruno@example.invalid", BASIC, email="bruno@example.invalid"),
        withheld=host_user(
            "clara@example.invalid", FILMS, email="clara@example.invalid", status=SvaUserStatus.BLOCKED
        ),
        other_package=FILMS,
        new=new_user(BASIC),
        code=lambda fake: fake.deliveries[-1].code,
    )


def state_of_saber_mais(fake: SaberMaisSandbox) -> object:
    return [attrs.astuple(member) for member in fake.directory.members.values()]


def state_of_playhub(fake: PlayHubSandbox) -> object:
    """Every subscription with its customer's data, and the vouchers. A customer alone, whom an interrupted creation
    leaves behind, is harmless and tried on its own."""
    customers = [
        (one.username, one.password, one.name, one.email, one.mobile, sorted(one.subscriptions))
        for one in fake.customers.values()
        if one.subscriptions
    ]
    return customers, fake.vouchers_used


def state_of_watch_tv(fake: WatchTvSandbox) -> object:
    return [attrs.astuple(ticket) for ticket in fake.tickets.values()]
