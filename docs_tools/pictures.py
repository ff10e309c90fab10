"""`python -m docs_tools.pictures`: take the guides' pictures anew, in a headless Chromium, on the sandbox."""

import sys
import tempfile
from pathlib import Path

from docs_tools.blocks import ROOT
from docs_tools.chromium import PROGRAM, browser, program
from isp_integrations import mapping

MAP = ROOT / "docs" / "imagens" / "mapa-de-viabilidade.png"
SIZE = (1100, 900)
_HOME = mapping.GeoPoint(lat=-27.0995, lng=-48.6003)
_CHOSEN = "document.querySelector('.structures input[value=\"2\"]').click()"


def take(path: str) -> None:
    """The picture of the map, with a structure chosen, by the Chromium at `path`."""
    with mapping.sandbox("ozmap") as client:
        found = client.check_feasibility(point=_HOME, radius_m=250).value
    with tempfile.TemporaryDirectory() as folder, browser(path) as page:
        file = Path(folder) / "mapa.html"
        file.write_text(mapping.feasibility_html(found, title="Rua Exemplo, 10"), "utf-8")
        page.size(*SIZE)
        page.dark(on=False)
        page.open(file)
        page.run(_CHOSEN)
        MAP.parent.mkdir(exist_ok=True)
        MAP.write_bytes(page.picture())


if __name__ == "__main__":
    found = program()
    if found is None:
        sys.exit(f"no Chromium here: install one, or name it in {PROGRAM}")
    take(found)
    print(MAP.relative_to(ROOT))
