"""`demo`: a customer's life over every family; or the orders of the shipped example, or one mobile line's life."""

import argparse
from collections.abc import Sequence
from contextlib import ExitStack
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from isp_integrations.cli import report
from isp_integrations.cli.accounts import closed_accounts
from isp_integrations.cli.inputs import read_export, read_orders, refuse_missing
from isp_integrations.cli.jobs import Job
from isp_integrations.cli.screen import require_tables, say
from isp_integrations.cli.story import line as line_story
from isp_integrations.cli.tasks import Account
from isp_integrations.clients import mvno
from isp_integrations.core import registry
from isp_integrations.core.errors import ConfigurationError, PlatformNotAvailable
from isp_integrations.sandbox.jumping_clock import JumpingClock
from isp_integrations.sandbox.server import serve

EXPORT, ORDERS, LINE, LIFE = "ixc-export.json", "pedidos.json", "historia.json", "vida.json"
PLATFORM = "contel"
BAD_INPUT = 2
LOOKS = 20
"""At most, at an activation with port-in that is followed."""


def add_to(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "demo", help="conta a vida de um cliente em todas as famílias, com dados fictícios e plataformas simuladas"
    )
    other = parser.add_mutually_exclusive_group()
    other.add_argument(
        "--orders", action="store_true", help="em vez dela, executa os pedidos do exemplo nas linhas de um ERP"
    )
    other.add_argument(
        "--platform", metavar="PLATAFORMA", help="em vez dela, a vida de uma linha móvel nessa plataforma"
    )
    other.add_argument("--map", type=Path, metavar="ARQUIVO", help="onde gravar o mapa da viabilidade (HTML)")
    parser.add_argument("--json", action="store_true", help="um documento JSON na saída padrão")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0 when every step, or every order, ended as its file expects, else 1."""
    if args.orders or args.platform is not None:
        return _of_lines(args)
    from isp_integrations.cli.story import customer  # noqa: PLC0415  it loads every family

    return customer.tell(data_folder() / LIFE, map_file=args.map, as_json=args.json)


def _of_lines(args: argparse.Namespace) -> int:
    if not args.json:
        require_tables()
    if args.orders:
        return _whole_job(args, data_folder())
    refuse_other_families(args.platform)
    try:
        return line_story.tell(args.platform, data_folder() / LINE, as_json=args.json)
    except PlatformNotAvailable as named_only:
        say(f"isp-integrations: {named_only}")
        return BAD_INPUT


def refuse_other_families(platform: str) -> None:
    """A platform that has no mobile lines has no line's life; where it does appear is told."""
    families = {each.family for each in registry.platforms() if each.key == platform}
    if families and mvno.FAMILY not in families:
        raise ConfigurationError(
            message=f"{platform} não tem linhas móveis. A vida de um cliente em todas as famílias é contada por "
            "`isp-integrations demo`, sem --platform."
        )


def _whole_job(args: argparse.Namespace, folder: Traversable) -> int:
    from isp_integrations.cli.seeding import fake_for  # noqa: PLC0415  it loads a plugin, which other commands must not

    orders = read_orders(folder / ORDERS)
    export = read_export(folder / EXPORT)
    refuse_missing(orders, export, folder / ORDERS)
    clock = JumpingClock()
    with ExitStack() as stack:
        fakes = {
            found.id: fake_for(found, export, orders.orders)
            for found in orders.integrations
            if found.platform == PLATFORM
        }
        server = stack.enter_context(serve(fakes))
        say(f"Contel simulada: {', '.join(server.base_url(key) for key in fakes)}")
        accounts = closed_accounts(orders.integrations)
        for key, fake in fakes.items():
            client = mvno.connect(PLATFORM, credentials=fake.credentials, base_url=server.base_url(key), clock=clock)
            accounts[key] = Account(spec=accounts[key].spec, client=stack.enter_context(client))
        job = Job(
            export=export,
            integrations=orders.integrations,
            accounts=accounts,
            default_integration=orders.integration,
            clock=clock,
            follow=LOOKS,
        )
        done = report.carry_out(job, orders.orders, problems=export.problems, as_json=args.json, every_line=True)
    return 0 if done.as_expected else 1


def data_folder() -> Traversable:
    """The example's files: inside the installed package, or in the repository that an editable install points at."""
    installed = files("isp_integrations.cli") / "demo_data"
    places: Sequence[Traversable] = (installed, Path(__file__).parents[3] / "examples" / "data")
    for place in places:
        if (place / ORDERS).is_file():
            return place
    raise ConfigurationError(message="Os dados do exemplo não estão na instalação; reinstale o pacote.")
