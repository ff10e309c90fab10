"""`sandbox`: serves the fake platforms on loopback until it is interrupted."""

import argparse
import json
import signal
import threading
from typing import Any

from isp_integrations.cli.screen import say
from isp_integrations.core import registry
from isp_integrations.core.errors import ConfigurationError, IspError
from isp_integrations.core.sandbox import Fake
from isp_integrations.sandbox.server import SandboxServer, serve

HIGHEST_PORT = 65535


def add_to(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("sandbox", help="serve as plataformas simuladas nesta máquina, até Ctrl-C")
    parser.add_argument("platforms", metavar="PLATAFORMA", nargs="*", help="todas, se nenhuma for dada")
    parser.add_argument("--port-base", metavar="N", type=int, help="portas N, N+1, …; senão as que estiverem livres")
    parser.add_argument("--json", action="store_true", help="uma linha JSON quando tudo já atende")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM."""
    fakes = _fakes(args.platforms)
    stop = threading.Event()
    previous = signal.signal(signal.SIGTERM, lambda *_: stop.set())
    try:
        with _served(fakes, args.port_base) as server:
            _announce(server, fakes, as_json=args.json)
            stop.wait()
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, previous)
    return 0


def _fakes(wanted: list[str]) -> dict[str, Fake]:
    """A fake per platform asked for; of all the installed ones, those that have one."""
    families = {each.key: each.family for each in registry.platforms()}
    if unknown := [key for key in wanted if key not in families]:
        raise ConfigurationError(message=f"Plataforma desconhecida: {', '.join(unknown)}. Há: {', '.join(families)}.")
    if wanted:
        return {key: registry.load(families[key], key).sandbox() for key in wanted}
    found: dict[str, Fake] = {}
    for each in registry.platforms():
        try:
            found |= {each.key: registry.load(each.family, each.key).sandbox()} if each.wire_known else {}
        except IspError as failure:
            say(str(failure))
    return found


def _served(fakes: dict[str, Fake], base: int | None) -> SandboxServer:
    if not fakes:
        raise ConfigurationError(message="Nenhuma plataforma instalada tem simulador.")
    if base is None:
        return serve(fakes)
    ports = dict(zip(fakes, range(base, base + len(fakes)), strict=True))
    if base < 1 or base + len(fakes) - 1 > HIGHEST_PORT:
        raise ConfigurationError(message=f"--port-base: as portas devem ficar entre 1 e {HIGHEST_PORT}.")
    try:
        return serve(fakes, ports=ports)
    except OSError:
        told = ", ".join(map(str, ports.values()))
        raise ConfigurationError(message=f"Alguma destas portas está em uso ou não é permitida: {told}.") from None


def _announce(server: SandboxServer, fakes: dict[str, Fake], *, as_json: bool) -> None:
    served = {key: _account(server, key, fake) for key, fake in fakes.items()}
    if as_json:
        print(json.dumps(served, ensure_ascii=False), flush=True)
        return
    for key, each in served.items():
        print(f"{key}: {each['base_url']}")
        for name, url in each.get("other_base_urls", {}).items():
            print(f"  other_base_urls.{name}: {url}")
        for name, value in fakes[key].credentials.items():
            print(f"  {name}: {value}")
    print("Credenciais fictícias. Ctrl-C para parar.", flush=True)


def _account(server: SandboxServer, key: str, fake: Fake) -> dict[str, Any]:
    """What a client of a platform is opened with; its further addresses where it is typed to there, for those of HTTP
    lie below the main one."""
    account = {"base_url": server.base_url(key), "credentials": dict(fake.credentials)}
    others = {name: server.base_url(key, name) for name in registry.find(key).other_dialects}
    return {**account, "other_base_urls": others} if others else account
